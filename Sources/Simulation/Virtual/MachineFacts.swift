import Foundation
import Host
import JSON
import Plan
import VirtualMachine

/// What a machine reports about itself over ssh. Its secrets are compared here and go no further.
struct MachineFacts: Sendable {
    var machineID = ""
    var bootID = ""
    var hostKeys: Set<String> = []
    var secrets: [String: String] = [:]
    var credentials = ""
    /// What the web console (tty1) shows, without line ends: before the first login, and when the facts were asked for.
    var screens: [String] = []
    var status = ""
    /// What `--version` says.
    var version = ""
    /// The user-data that brings the same stack up without Landfall, if requested.
    var plain: String?

    private static let mark = "== landfall: "

    static func script(_ app: App) -> String {
        let paths = Paths(app: app.name)
        let questions = [
            ("machine-id", "cat /etc/machine-id"),
            ("boot-id", "cat /proc/sys/kernel/random/boot_id"),
            ("host-keys", "cat /etc/ssh/ssh_host_*_key.pub"),
            ("secrets", "cat \(paths.secretsFile)"),
            ("credentials", "cat \(paths.credentials)"),
            ("status", "\(paths.binary) status"),
            ("version", "\(paths.binary) --version"),
            ("screen", "cat /dev/vcs1"),
        ]
        return questions.map { "echo; echo '\(mark)\($0)'; \($1)" }.joined(separator: "; ")
    }

    /// - Throws: ``VirtualMachine/Failed`` if it does not answer.
    static func ask(_ login: Login, of app: App) async throws -> MachineFacts {
        let result = try await login.run(script(app))
        guard result.lastLines.contains(where: { $0.hasPrefix(mark) }) else {
            throw VirtualMachine.Failed(
                description: "the machine does not answer by ssh: "
                    + result.lastLines.suffix(3).joined(separator: "; "))
        }
        return MachineFacts(result.lastLines)
    }

    init(_ lines: [String]) {
        var sections: [String: [String]] = [:]
        var name = ""
        for line in lines {
            if line.hasPrefix(Self.mark) {
                name = String(line.dropFirst(Self.mark.count))
            } else if !line.isEmpty {
                sections[name, default: []].append(line)
            }
        }
        func text(_ name: String) -> String { (sections[name] ?? []).joined(separator: "\n") }
        machineID = text("machine-id")
        bootID = text("boot-id")
        // Without the comment at the end, which has the host's name.
        hostKeys = Set((sections["host-keys"] ?? []).map { $0.split(separator: " ").prefix(2).joined(separator: " ") })
        secrets = (try? JSONCoder.decode(Kept.self, from: Array(text("secrets").utf8)))?.values ?? [:]
        credentials = text("credentials")
        screens = [text("screen")]
        status = text("status")
        version = text("version")
    }

    private struct Kept: Decodable {
        var values: [String: String]
    }

    var isSetUp: Bool { status.contains("done since") }

    /// Whether each value for the owner is on the web console.
    var areCredentialsOnScreen: Bool {
        let values = credentials.split(separator: "\n").dropFirst().compactMap {
            $0.split(separator: " ", omittingEmptySubsequences: true).last
        }
        // A line of the screen may end within a value, but nothing comes between its halves.
        return !values.isEmpty && values.allSatisfy { screens.joined(separator: "\n").contains($0) }
    }

    /// Whether the last value for the owner stands there once; a screen that repeats it looks broken.
    var areCredentialsOnScreenOnce: Bool {
        let values = credentials.split(separator: "\n").dropFirst().compactMap {
            $0.split(separator: " ", omittingEmptySubsequences: true).last
        }
        guard let last = values.last else { return true }
        return screens.allSatisfy { $0.ranges(of: last).count <= 1 }
    }

    /// What two machines share but must not.
    func shared(with other: MachineFacts) -> [String] {
        var shared: [String] = []
        if machineID == other.machineID { shared.append("machine-id") }
        if !hostKeys.isDisjoint(with: other.hostKeys) { shared.append("an ssh host key") }
        let values = Set(other.secrets.values)
        shared += secrets.filter { values.contains($0.value) }.keys.sorted().map { "the secret \($0)" }
        return shared
    }
}
