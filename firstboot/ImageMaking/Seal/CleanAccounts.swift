import Host
import ImageCheck
import Installation

/// Keys, passwords, histories and logins of root and of the people with an account.
struct CleanAccounts: ImageStep {
    let machine: Machine
    let title = "Removing keys, passwords and histories"

    private static let traces = Traces.histories + Traces.logins + [".wget-hsts", ".sudo_as_admin_successful"]

    init(_ machine: Machine) { self.machine = machine }

    func run() async throws {
        let people = Account.all(machine.files).filter(\.isPerson)
        for person in people where person.home.hasPrefix("/") {
            for trace in Self.traces { try machine.files.removeTree("\(person.home)/\(trace)") }
            try machine.files.empty("\(person.home)/.ssh")
        }
        try lockPasswords(of: Set(people.map(\.name)))
        // Their hashes are in the copies that the tools keep of the files before the last change.
        for path in Traces.accountCopies { try machine.files.removeTree(path) }
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
