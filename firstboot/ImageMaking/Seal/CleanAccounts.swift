import Host
import ImageCheck
import Installation

/// Removes keys, passwords, histories and logins: of everybody with a home folder, of the system, and of agents.
struct CleanAccounts: ImageStep {
    let machine: Machine
    private let tree: ImageTree
    let title = "Removing keys, passwords, histories and logins"

    private static let traces = Traces.histories + Traces.logins + [".wget-hsts", ".sudo_as_admin_successful"]

    init(_ machine: Machine) {
        self.machine = machine
        tree = ImageTree(machine.files.root)
    }

    func run() async throws {
        for home in tree.homes {
            for trace in Self.traces { try remove("\(home)/\(trace)") }
            try remove(home + "/.ssh")
        }
        for file in tree.keyFilesElsewhere { try remove(file) }
        try await withdraw()
        for path in Traces.systemLogins.flatMap(tree.paths(matching:)) { try remove(path) }
        try lockPasswords()
        // The tools keep copies of these files from before the last change, with the hashes in them.
        for path in Traces.accountCopies { try machine.files.removeTree(path) }
        for script in machine.files.names(in: "/root") where script.hasSuffix(".sh") {
            try machine.files.removeTree("/root/\(script)")
        }
        machine.note(Account.all(machine.files).filter(\.isPerson).map(\.name).joined(separator: ", "))
    }

    /// Ends the machine's enrolments. The other side is informed if there is a command for that. If it cannot be
    /// reached, the machine still forgets.
    private func withdraw() async throws {
        for enrolment in Traces.enrolments {
            let found = enrolment.paths.flatMap(tree.paths(matching:))
            guard !found.isEmpty else { continue }
            if machine.files.root.isSystem {
                if let words = enrolment.withdrawal { _ = try? await Command(words[0], Array(words.dropFirst())).run() }
                if machine.hasSystemd, !enrolment.units.isEmpty {
                    _ = try await Command("systemctl", ["stop"] + enrolment.units).run()
                }
            }
            for path in found {
                try remove(path)
                machine.note("\(path) (\(enrolment.program))")
            }
        }
    }

    /// Removes a file, or everything in a folder. The folder keeps its owner and mode.
    ///
    /// A link goes together with the file that it leads to, because the login is in that file. The target stays if it
    /// is a folder, a device (`.bash_history` to /dev/null) or one of the system's own files.
    private func remove(_ path: String) throws {
        guard tree.kind(path) == .link else {
            guard let place = tree.resolve(path) else { return }
            return machine.files.isFolder(place) ? try machine.files.empty(place) : try machine.files.removeTree(place)
        }
        if let target = tree.resolve(path), tree.size(target) != nil,
            !["/etc/", "/usr/", "/bin/", "/boot/", "/lib/", "/sbin/"].contains(where: target.hasPrefix)
        {
            try machine.files.removeTree(target)
        }
        guard let link = tree.resolve(path, followsLast: false) else { return }
        try machine.files.removeTree(link)
    }

    /// `*` matches no password, and ssh keys still work. With `!` some ssh servers refuse keys too.
    private func lockPasswords() throws {
        guard let bytes = try machine.files.read("/etc/shadow") else { return }
        let people = Set(Account.all(machine.files).filter(\.isPerson).map(\.name))
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { line -> String in
            var fields = line.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            guard fields.count > 1,
                Account.passwordFault(of: fields[0], fields[1], isPerson: people.contains(fields[0])) != nil
            else { return String(line) }
            fields[1] = "*"
            return fields.joined(separator: ":")
        }
        let locked = Array((lines.joined(separator: "\n") + "\n").utf8)
        if locked != bytes { try machine.files.rewrite("/etc/shadow", locked) }
    }
}
