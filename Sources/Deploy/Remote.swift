import Host
import Text

/// A machine that commands are run on, as root.
public struct Remote: Sendable {
    /// As the publisher has written it: `HOST`, `USER@HOST` or `ssh://USER@HOST:PORT`.
    public let host: String
    private let ssh: SSH
    /// A folder there that stands for its root; empty for the real one.
    let root: String

    /// - Parameter root: Only tests give one.
    /// - Throws: ``DeployFailure`` if that is no host's name.
    public init(_ host: String, by ssh: SSH, root: String = "") throws {
        guard Self.isHost(host) else {
            throw DeployFailure(
                .usage, "`\(VisibleText.of(host))` is no host",
                help: "write it as for ssh: 203.0.113.7, root@chat.example.com or ssh://root@203.0.113.7:2222")
        }
        self.host = host
        self.ssh = ssh
        self.root = root
    }

    /// Whether ssh takes it for a machine: a port needs the form of a URL.
    private static func isHost(_ text: String) -> Bool {
        guard !text.hasPrefix("-"), text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7f }) else { return false }
        let isURL = text.hasPrefix("ssh://")
        let parts = text.dropFirst(isURL ? 6 : 0).split(separator: "@", omittingEmptySubsequences: false)
        guard let place = parts.last, !place.isEmpty, !place.contains("/"), !parts.contains("") else { return false }
        let colons = place.count { $0 == ":" }
        if !isURL { return colons != 1 && !place.hasPrefix("[") }
        if place.hasPrefix("[") {
            guard let end = place.firstIndex(of: "]") else { return false }
            let rest = place[place.index(after: end)...]
            return rest.isEmpty || rest.hasPrefix(":") && isPort(rest.dropFirst())
        }
        let words = place.split(separator: ":", omittingEmptySubsequences: false)
        return colons == 0 || colons == 1 && !words[0].isEmpty && isPort(words[1])
    }

    private static func isPort(_ text: Substring) -> Bool { UInt16(text).map { $0 > 0 } ?? false }

    /// What a script there has said.
    struct Answer: Sendable {
        var status: Int32
        var lines: [String]
        /// The last ones of its standard error.
        var errors: [String]

        /// Whether the connection broke, or never was: the client's own status, or that of a client that was killed.
        var isLost: Bool { status == 255 || status >= 128 }
        /// After how many seconds it was given up; nil if it has ended.
        var limit: Int?
    }

    /// Seconds for a script that has little to do. ssh itself waits without end for a host that lets it in and then does
    /// nothing: a login shell whose start-up file waits, or a disk that hangs.
    static let patience = 60

    /// Runs a script of ``Scripts`` there, without a second try.
    ///
    /// - Parameter limit: Seconds; nil for none.
    func run(
        _ script: String, _ arguments: [String], input: CommandInput = .bytes([]), limit: Int? = patience
    ) async throws -> Answer {
        let (result, lines) = try await command(script, arguments).limited(to: limit).answer(input)
        let isLate = result.status == Command.lateStatus
        let own = lines.firstIndex(of: Scripts.mark).map { Array(lines[($0 + 1)...]) } ?? []
        return Answer(status: result.status, lines: own, errors: result.lastLines, limit: isLate ? limit : nil)
    }

    /// Runs it again where the connection broke. It must be a script that may run twice.
    ///
    /// - Throws: ``DeployFailure`` if it fails, or if there is no connection still.
    @discardableResult
    func ask(
        _ script: String, _ arguments: [String], pauses: [Double] = pauses, limit: Int = patience
    ) async throws -> [String] {
        var answer = try await run(script, arguments, limit: limit)
        for pause in pauses where answer.isLost {
            try requirePossible(answer)
            try await Task.sleep(for: .seconds(pause))
            answer = try await run(script, arguments, limit: limit)
        }
        if answer.status != 0 { throw failure(of: answer) }
        return answer.lines
    }

    func command(_ script: String, _ arguments: [String]) -> Command {
        ssh.command(host, ShellWord.joined(["sh", "-c", Scripts.asRoot, "sh", script, "sh"] + arguments))
    }

    /// Seconds before each further try to connect: about two minutes.
    static let pauses: [Double] = [1, 2, 4, 8, 15, 30, 60]

    /// - Throws: ``DeployFailure`` if another try cannot help.
    func requirePossible(_ answer: Answer) throws {
        if let failure = refusal(answer) { throw failure }
    }

    func failure(of answer: Answer) -> DeployFailure {
        if let failure = refusal(answer) { return failure }
        if let limit = answer.limit {
            return DeployFailure(
                .unavailable, "\(host) has not answered what it was asked by ssh within \(limit) s",
                details: answer.errors.suffix(3).map { VisibleText.of($0) },
                help: "try `\(ShellWord.joined(["ssh", host, "true"]))`: a start-up file of the login shell there "
                    + "(~/.bashrc) or a disk that hangs may hold it up")
        }
        if answer.isLost {
            return DeployFailure(
                .unavailable, "\(host) cannot be reached by ssh",
                details: answer.errors.suffix(3).map { VisibleText.of($0) },
                help: "check that it runs and lets ssh in, then run this again: it goes on where it was")
        }
        if answer.status == Scripts.noRoot {
            return DeployFailure(
                .notPermitted, "the user of \(host) is not root and may not become it without a password",
                help: "log in as root (root@HOST), or allow that user `sudo` without a password")
        }
        return DeployFailure(
            .unavailable, "a command on \(host) has failed",
            details: answer.errors.suffix(5).map { VisibleText.of($0) })
    }

    private static let keyHelp =
        "read the right key on the machine's own console (/etc/ssh/ssh_host_ed25519_key.pub) and give it by --host-key "
        + "or in the file of --known-hosts"

    /// What ssh says in words only (ssh.c and sshconnect.c of OpenSSH).
    private func refusal(_ answer: Answer) -> DeployFailure? {
        guard answer.isLost else { return nil }
        let result = CommandResult(status: answer.status, lastLines: answer.errors)
        let details = answer.errors.suffix(12).map { VisibleText.of($0) }
        if result.mentions(["host key is known for"]) {
            return DeployFailure(
                .invalidInput, "no host key is known for \(host); nothing was sent", details: details,
                help: Self.keyHelp)
        }
        if result.mentions(["Host key verification failed", "HOST IDENTIFICATION HAS CHANGED"]) {
            return DeployFailure(
                .invalidInput, "\(host) does not show the host key that is known for it; nothing was sent",
                details: details,
                help: Self.keyHelp + "; if it should be known, somebody else may answer")
        }
        if result.mentions(["Permission denied"]) {
            return DeployFailure(
                .notPermitted, "\(host) does not let this user in", details: details,
                help: "give the private key by --identity or to an agent; passwords are not asked for")
        }
        return nil
    }
}
