import Docker
import Host
import Installation
import Plan
import Rollout

/// Logs in at a private registry, for this app alone.
struct Registry: Verb {
    static let name = "registry"
    static let summary = "log in at a container registry, for this app alone; without a word, list the logins"
    static let operands: String? = "[login HOST|logout HOST]"
    static let flags: [Flag<Registry>] = [
        .value("--username", "NAME", "with `login`: the user; the password comes from standard input") {
            $0.username = $1
        }
    ]

    private var words: [String] = []
    private var username: String?

    init() {}

    mutating func take(_ operand: String) { words.append(operand) }

    func run(on machine: Machine) async throws {
        try machine.requireRoot(for: Self.name, "keeps passwords, and only root may do that")
        guard words.count <= 2 else { throw Self.misuse(words[2]) }
        switch (words.first, words.dropFirst().first) {
        case ("login"?, let host?): try await logIn(at: try Registries.host(host), machine)
        case ("logout"?, let host?): try logOut(of: try Registries.host(host), machine)
        case (nil, _): try list(machine)
        case ("login"?, nil), ("logout"?, nil):
            throw Failure(.usage, "which registry?", help: "write `\(machine.command) registry \(words[0]) HOST`")
        case (let word?, _): throw Self.misuse(word)
        }
    }

    private static func misuse(_ word: String) -> Failure {
        Failure(.usage, "`registry` does not know `\(word)`", help: "it takes `login HOST` and `logout HOST`")
    }

    private func logIn(at host: String, _ machine: Machine) async throws {
        guard let username, !username.isEmpty, !username.contains(":") else {
            throw Failure(
                .usage, "`registry login` needs a user name",
                help:
                    "write `\(machine.command) registry login \(host) --username NAME`; a registry that has tokens alone "
                    + "takes any name")
        }
        let password = try password(for: host)
        try machine.files.createFolderIfMissing(machine.paths.state, mode: 0o700)
        let lock = try Rollout.takeLock(machine)
        let login = Registries.Login(username: username, password: password)
        if let image = try await Registries(machine).add(login, at: host) {
            machine.console.line("Logged in at \(host): it gives \(image) to \(username).")
        } else {
            machine.console.line("The login at \(host) is kept. The next pull will show whether it counts.")
        }
        _ = lock
    }

    /// Never an argument: every process can see those.
    private func password(for host: String) throws -> String {
        let text: String
        if let terminal = Terminal() {
            text = terminal.ask("Password at \(host): ", hidden: true) ?? ""
        } else {
            var bytes = try KeysFile.read("-")
            while let last = bytes.last, [0x0a, 0x0d].contains(last) { bytes.removeLast() }
            text = String(decoding: bytes, as: UTF8.self)
        }
        guard !text.isEmpty, !text.utf8.contains(where: { $0 < 0x20 }) else {
            throw Failure(
                .usage, "standard input has no password, or more than one line",
                help: "pass it as one line, such as by `< FILE`; on a terminal it is asked for")
        }
        return text
    }

    private func logOut(of host: String, _ machine: Machine) throws {
        var lock: Lock?
        if machine.files.exists(machine.paths.state) { lock = try Rollout.takeLock(machine) }
        guard try Registries(machine).remove(host) else {
            throw Failure(
                .usage, "there is no login at \(host)", help: "`\(machine.command) registry` lists what there is")
        }
        machine.console.line("The login at \(host) is removed.")
        _ = lock
    }

    private func list(_ machine: Machine) throws {
        let logins = try Registries(machine).logins
        if logins.isEmpty { machine.console.line("There is no login of the app's own.") }
        for (host, login) in logins.sorted(by: { $0.key < $1.key }) {
            machine.console.line("\(host): \(login.username)")
        }
    }
}
