import AppSpec
import ArgumentParser
import Artifacts
import Foundation
import Host
import Plan

struct Generate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write everything that a publisher needs to offer the app on each provider.",
        discussion: """
            Makes OUTPUT/NAME: Packer templates, cloud-init user-data, a StackScript, an installer, a first-boot \
            binary for each provider and processor, and SHA256SUMS. The same input gives the same bytes. What an \
            earlier run made and this one does not is removed; any other file stays.

            Exits 0 when done; 1 if --check finds a difference; 65 if app.yaml is wrong or a provider would not \
            accept the result; 69 if there is no first-boot executable or a file cannot be written.
            """)

    @Argument(help: "The app.yaml.", completion: .file(extensions: ["yaml", "yml"]))
    var file = "app.yaml"

    @Option(name: .shortAndLong, help: "The folder in which the app's own folder is created.", completion: .directory)
    var output = "dist"

    @Option(
        name: .customLong("provider"),
        help: ArgumentHelp(
            "Only these, separated by commas; may be repeated. Default: all.",
            valueName: "p,…"),
        completion: Completions.providers)
    var providers: [String] = []

    @Option(
        name: .customLong("firstboot"),
        help: ArgumentHelp(
            "The first-boot executable to stamp, one for each processor; may be repeated. Default: those that "
                + "LANDFALL_FIRSTBOOT lists, separated by colons, else firstboot-x86_64 and firstboot-aarch64 beside landfall.",
            valueName: "file"),
        completion: .file())
    var executables: [String] = []

    @Flag(help: "Write nothing; list what would change.")
    var check = false

    func run() throws {
        let generation = Generation(file: file, executables: executables)
        let spec = try generation.spec()
        let rendering = try generation.render(spec, for: try ProviderFilter(providers).choose(from: spec.providers))
        let folder = (output as NSString).appendingPathComponent(spec.app.name)
        if check {
            try compare(rendering, with: folder)
        } else {
            try write(rendering, of: spec, to: folder, by: generation)
        }
    }

    /// The command that builds the images, with the same options.
    private func build(_ spec: AppSpec, _ rendering: Rendering) -> Command {
        var words = ["build", file]
        if output != "dist" { words += ["--output", output] }
        var names = ProviderFilter(providers).names
        if names.isEmpty && spec.images.isEmpty {
            // Without a section in app.yaml it builds nothing.
            let templates = Set(rendering.artifacts.map(\.path))
            names = spec.providers.map(\.rawValue).filter { templates.contains("packer/\($0)/image.pkr.hcl") }
        }
        if !names.isEmpty { words += ["--provider", names.joined(separator: ",")] }
        return Command("landfall", words + executables.flatMap { ["--firstboot", $0] })
    }

    private func compare(_ rendering: Rendering, with folder: String) throws {
        let differences = ArtifactWriter(folder: folder).differences(from: rendering.artifacts)
        guard !differences.isEmpty else {
            print("\(folder) is up to date.")
            return
        }
        for difference in differences { print(difference) }
        Generation.complain("error: \(folder) is not what generate makes of \(file)\n  help: run it without --check")
        throw ExitCode(EXIT_FAILURE)
    }

    private func write(
        _ rendering: Rendering, of spec: AppSpec, to folder: String, by generation: Generation
    ) throws {
        let outcome = try generation.write(rendering, to: folder)
        print(Summary(folder: folder, rendering: rendering, build: build(spec, rendering)).text, terminator: "")
        if !outcome.removed.isEmpty {
            print("Removed \(outcome.removed.count) files of an earlier run that are no longer made.")
        }
        for path in outcome.kept {
            Generation.complain("warning: \(folder)/\(path) comes from an earlier run and was changed since: it stays")
        }
    }
}

/// An app's providers, filtered by `--provider`.
struct ProviderFilter {
    let names: [String]

    init(_ options: [String]) {
        names = options.flatMap { $0.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) } }
    }

    /// In the app's own order; all of them if none is named.
    func choose(from known: [ProviderID]) throws -> [ProviderID] {
        if let unknown = names.first(where: { !known.contains(ProviderID($0)) }) {
            let list = known.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("there is no provider '\(unknown)'; name one or more of \(list)")
        }
        return names.isEmpty ? known : known.filter { names.contains($0.rawValue) }
    }
}
