import Host

/// Keys, passwords, histories and logins of root and of the people with an account.
struct CleanAccounts: ImageStep {
    let machine: Machine
    let title = "Removing keys, passwords and histories"

    /// What programs remember in a home folder, registry logins among it.
    private static let traces = [
        ".ash_history", ".bash_history", ".sh_history", ".zsh_history", ".history", ".lesshst", ".python_history",
        ".psql_history", ".mysql_history", ".sqlite_history", ".node_repl_history", ".viminfo", ".wget-hsts", ".netrc",
        ".docker/config.json", ".sudo_as_admin_successful",
    ]

    init(_ machine: Machine) { self.machine = machine }

    func run() async throws {
        let people = Account.all(machine.files).filter(\.isPerson)
        for person in people where person.home.hasPrefix("/") {
            for trace in Self.traces { try machine.files.removeTree("\(person.home)/\(trace)") }
            try machine.files.empty("\(person.home)/.ssh")
        }
        try lockPasswords(of: Set(people.map(\.name)))
        // Their hashes are in the copies that the tools keep of the files before the last change.
        for name in ["passwd-", "shadow-", "group-", "gshadow-"] { try machine.files.removeTree("/etc/\(name)") }
        for script in machine.files.names(in: "/root") where script.hasSuffix(".sh") {
            try machine.files.removeTree("/root/\(script)")
        }
        machine.note(people.map(\.name).joined(separator: ", "))
    }

    /// `*` matches no password and leaves keys of use; with `!` some ssh servers refuse those too.
    private func lockPasswords(of names: Set<String>) throws {
        guard let bytes = try machine.files.read("/etc/shadow") else { return }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { line -> String in
            var fields = line.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            guard fields.count > 1, names.contains(fields[0]), !["!", "!!", "*"].contains(fields[1]) else {
                return String(line)
            }
            fields[1] = "*"
            return fields.joined(separator: ":")
        }
        let locked = Array((lines.joined(separator: "\n") + "\n").utf8)
        if locked != bytes { try machine.files.rewrite("/etc/shadow", locked) }
    }
}

/// A line of /etc/passwd.
struct Account {
    let name: String
    let id: Int
    let home: String

    /// Root or somebody with an account; 65534 is nobody. Distributions begin their users' ids at 1000.
    var isPerson: Bool { id == 0 || id >= 1000 && id != 65534 }

    /// The accounts in the file itself, since a static executable asks no other source.
    static func all(_ files: Files) -> [Account] {
        let text = String(decoding: (try? files.read("/etc/passwd")) ?? [], as: UTF8.self)
        return text.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            guard fields.count >= 6, let id = Int(fields[2]) else { return nil }
            return Account(name: fields[0], id: id, home: fields[5])
        }
    }
}
