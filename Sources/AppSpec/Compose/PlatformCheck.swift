import Findings
import Plan
import YAML

/// Finds images that a machine with one of the offered processors could not run.
public struct PlatformCheck {
    private let offered: [Architecture]
    private let archived: (String) -> Set<String>

    /// - Parameters:
    ///   - offered: The processors for which there is a program.
    ///   - archived: The platforms, such as `linux/amd64`, for which there are archives of an image; none if it comes
    ///     from a registry, which is not asked.
    public init(offered: [Architecture], archived: @escaping (String) -> Set<String> = { _ in [] }) {
        self.offered = offered
        self.archived = archived
    }

    /// - Returns: The findings. Only archives lead to errors: a machine takes nothing else than what the release's list
    ///   names, while `platform` may be right for a machine that emulates another processor.
    public func run(_ spec: AppSpec) -> Compilation {
        var diagnostics: [Diagnostic] = []
        var checked: Set<String> = []
        for use in spec.imageUses {
            if let platform = use.platform {
                diagnostics += finding(on: platform, use)
            } else if checked.insert(use.reference).inserted {
                diagnostics += finding(in: archived(use.reference), use)
            }
        }
        var sources: [String: SourceText] = [:]
        for file in Set(diagnostics.map(\.file)) {
            guard let read = try? RegularFile.read(file, atMost: YAML.Limits().bytes) else { continue }
            sources[file] = SourceText(file: file, bytes: read.bytes)
        }
        let hasErrors = diagnostics.contains { $0.severity == .error }
        return Compilation(spec: hasErrors ? nil : spec, diagnostics: diagnostics, sources: sources)
    }

    private func finding(on platform: String, _ use: ImageUse) -> [Diagnostic] {
        guard let only = Architecture(platform: platform) else { return [] }
        return offered.filter { $0 != only }.map { other in
            Diagnostic(
                .warning,
                "the service `\(use.service)` is for \(platform) alone, and the app is offered for \(other.rawValue) too",
                file: use.file, at: use.mark, length: use.length,
                help:
                    "remove `platform` if the image is made for \(other.platform) as well; else "
                    + Self.wayWithout(other, offered, instead: only))
        }
    }

    private func finding(in platforms: Set<String>, _ use: ImageUse) -> [Diagnostic] {
        guard !platforms.isEmpty else { return [] }
        let instead = platforms.compactMap(Architecture.init(platform:)).min()
        return offered.filter { !platforms.contains($0.platform) }.map { missing in
            Diagnostic(
                .error,
                "the archives have the image `\(use.reference)` for \(platforms.sorted().joined(separator: " and ")), "
                    + "not for \(missing.platform)",
                file: use.file, at: use.mark, length: use.length,
                help: "add an archive that `docker save --platform \(missing.platform)` made, or "
                    + Self.wayWithout(missing, offered, instead: instead))
        }
    }

    /// How to offer the app for the other processors alone, or for `instead` where there is no other.
    private static func wayWithout(
        _ processor: Architecture, _ offered: [Architecture], instead: Architecture?
    ) -> String {
        let others = offered.filter { $0 != processor }
        let programs = (others.isEmpty ? [instead].compactMap { $0 } : others)
            .map { "--firstboot firstboot-\($0.rawValue)" }
        if programs.isEmpty { return "take an image that is made for \(processor.platform)" }
        return "offer the app without \(processor.rawValue): \(programs.joined(separator: " "))"
    }
}
