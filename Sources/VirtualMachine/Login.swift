import Foundation
import Host

/// Root's ssh login to a machine, with a key made for this run.
public struct Login: Sendable {
    public let keyFile: String
    public let publicKey: String
    /// The port on this computer's loopback.
    public let port: Int

    /// - Throws: ``BaseDisk/Unfit`` if there is no ssh here.
    public init(in work: Scratch, port: Int) async throws {
        keyFile = work["key"]
        self.port = port
        if !Files(.system).exists(keyFile) {
            try await BaseDisk.required(
                Command("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "landfall", "-f", keyFile]))
        }
        let bytes = try Files(.system).read(keyFile + ".pub") ?? []
        publicKey = String(decoding: bytes, as: UTF8.self)
    }

    init(keyFile: String, publicKey: String, port: Int) {
        self.keyFile = keyFile
        self.publicKey = publicKey
        self.port = port
    }

    /// The command that a person types.
    public var words: [String] { options + [Self.account] }

    private static let account = "root@127.0.0.1"

    /// Each machine is new, so its host key is not known yet.
    private var options: [String] {
        let settings = ["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR", "BatchMode=yes"]
        return ["ssh", "-i", keyFile, "-p", "\(port)"] + settings.flatMap { ["-o", $0] }
    }

    /// Runs a script with the machine's shell.
    ///
    /// - Parameter hasTerminal: Whether it gets a terminal, as for a person.
    public func run(
        _ script: String, hasTerminal: Bool = false, within seconds: Int = 600,
        onLine: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> CommandResult {
        let ssh = options + (hasTerminal ? ["-tt"] : []) + [Self.account, script]
        return try await Command("timeout", ["--signal=KILL", "\(seconds)"] + ssh)
            .run { onLine(VirtualMachine.plain($0)) }
    }

    /// Copies what is in a folder of this computer into a new one of the machine.
    public func send(_ folder: String, to target: String) async throws -> CommandResult {
        let place = ShellWord.joined([target])
        let pack = ShellWord.joined(["tar", "--create", "--directory", folder, "."])
        let unpack = ShellWord.joined(
            options + [Self.account, "mkdir -p \(place) && tar --extract --directory \(place)"])
        return try await Command("sh", ["-c", "\(pack) | \(unpack)"]).run()
    }

    /// Waits until root can log in to a running machine, at most five minutes.
    ///
    /// - Throws: ``VirtualMachine/Failed`` with what ssh said last.
    public func wait() async throws {
        let start = ContinuousClock.now
        while true {
            let attempt = ContinuousClock.now
            let result = try await run("true", within: 60)
            if result.succeeded { return }
            guard ContinuousClock.now - start < .seconds(300) else {
                throw VirtualMachine.Failed(
                    description: "cannot log in to the machine by ssh: "
                        + result.lastLines.suffix(3).joined(separator: "; ")
                        + "\nhelp: a disk of --base needs an ssh server, and systemd 252 or newer, which takes the key")
            }
            // Each attempt costs an emulated processor time that it needs for the boot.
            try await Task.sleep(for: max(.milliseconds(500), ContinuousClock.now - attempt))
        }
    }
}
