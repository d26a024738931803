import Foundation
import Host
import Providers

/// The Packer of this computer.
///
/// Newer versions read a template's folder and install plugins. Debian's 1.6 reads only image.pkr.hcl and has its
/// plugins compiled in.
public struct PackerProgram: Sendable {
    var version: String
    var installsPlugins: Bool

    private static let compiledIn = ["digitalocean", "hcloud", "qemu"]
    private static let install = "https://developer.hashicorp.com/packer/install"

    /// - Throws: ``Missing`` if there is none, or it is too old.
    static func find() async throws(Missing) -> PackerProgram {
        let answer: CommandResult
        do {
            answer = try await Command("packer", ["version"], environment: environment).run()
        } catch {
            throw Missing("Packer is not installed", help: "install it from \(install), or Debian's package `packer`")
        }
        let words = answer.lastLines.first { $0.hasPrefix("Packer v") }?.dropFirst("Packer v".count) ?? ""
        let numbers = words.split(separator: ".").prefix(2).compactMap { Int($0) }
        guard numbers.count == 2 else {
            throw Missing(
                "`packer version` does not say its version: \(answer.lastLines.first ?? "")",
                help: "another program on the PATH may be called packer; install Packer from \(install)")
        }
        guard (numbers[0], numbers[1]) >= (1, 6) else {
            throw Missing("Packer \(words) is too old", help: "install 1.7 or newer from \(install)")
        }
        return PackerProgram(version: String(words), installsPlugins: (numbers[0], numbers[1]) >= (1, 7))
    }

    static let environment = changes(to: ProcessInfo.processInfo.environment)

    /// Further environment variables for Packer. Before 1.7 it kept downloads, and a lock for each port, in the current
    /// folder; this is where newer versions keep them.
    static func changes(to environment: [String: String]) -> [String: String?] {
        var changes: [String: String?] = ["CHECKPOINT_DISABLE": "1"]
        if environment["PACKER_CACHE_DIR"] == nil, let caches = ThisProcess.cacheFolder({ environment[$0] }) {
            changes["PACKER_CACHE_DIR"] = caches + "/packer"
        }
        return changes
    }

    /// What Packer reads the builder from.
    func template(of job: BuildJob) -> String {
        installsPlugins ? job.template : "\(job.template)/image.pkr.hcl"
    }

    /// Makes sure that the job's plugin is there, and installs it if it is missing.
    func preparePlugin(of job: BuildJob) async throws(Missing) {
        guard installsPlugins else {
            if Self.compiledIn.contains(job.source.builder.description) { return }
            throw Missing(
                "this Packer, \(version), has no \(job.source.builder) plugin and cannot install one",
                help: "install Packer 1.7 or newer from \(Self.install)")
        }
        let result = try? await Command("packer", ["init", job.template], environment: Self.environment).run()
        if result?.succeeded == true { return }
        let said = (result?.lastLines ?? []).filter { !$0.isEmpty }.suffix(4).joined(separator: "\n  ")
        throw Missing(
            "Packer cannot install the plugin \(job.source.plugin.source):\n  \(said)",
            help:
                "check that this computer reaches github.com, or run `"
                + Command("packer", ["plugins", "install", job.source.plugin.source]).line + "`"
        )
    }
}

/// Why a build cannot start, and how to fix it.
public struct Missing: Error, Sendable, CustomStringConvertible {
    public let message: String
    public let help: String
    init(_ message: String, help: String) {
        self.message = message
        self.help = help
    }
    public var description: String { "error: \(message)\n  help: \(help)" }
}
