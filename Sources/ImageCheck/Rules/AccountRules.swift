import Text

/// Who may log in, and what users left behind.
extension Rule {
    public static let passwords = Rule(
        "passwords", "Nobody has a password",
        help: "lock it with `usermod --password '*' NAME`; `NAMEctl seal` does this, and removes the files' old copies"
    ) { image throws(NotChecked) in
        guard image.tree.exists("/etc/shadow") else { throw NotChecked("/etc/shadow is missing") }
        let people = Set(image.tree.accounts.filter(\.isPerson).map(\.name))
        return ["/etc/shadow", "/etc/shadow-"].flatMap { file in
            image.tree.text(file).split(separator: "\n").compactMap { line -> Finding? in
                let fields = line.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
                guard fields.count > 1 else { return nil }
                return Account.passwordFault(of: fields[0], fields[1], isPerson: people.contains(fields[0]))
                    .map { Finding(file, $0) }
            }
        }
    }

    public static let authorizedKeys = Rule(
        "authorized-keys", "No key may log in",
        help: "empty the file; `NAMEctl seal` does. The cloud puts the owner's keys there at the first boot"
    ) { image in
        let elsewhere = image.tree.keyFilesElsewhere.compactMap { file in image.tree.size(file).map { (file, $0) } }
        return (inSSHFolders(image, where: isAuthorizedKeys) + elsewhere).compactMap { file, size in
            let keys = image.tree.text(file).split(separator: "\n").filter { line in
                line.first { !$0.isWhitespace }.map { $0 != "#" } ?? false
            }
            if !keys.isEmpty { return Finding(file, "\(keys.count) authorized \(keys.count == 1 ? "key" : "keys")") }
            return size > 50 ? Finding(file, "\(size) bytes; DigitalOcean takes a file over 50 bytes for a key") : nil
        }
    }

    public static let privateKeys = Rule(
        "private-keys", "No private key is in a home folder", help: "remove the key; `NAMEctl seal` does"
    ) { image in
        inSSHFolders(image) { !$0.hasSuffix(".pub") }.compactMap { file, size in
            let isNamedSo = isPrivateKey(name(file)) && size > 0
            let isOne = isNamedSo || image.tree.text(file).contains("PRIVATE KEY-----")
            return isOne ? Finding(file, "a private key") : nil
        }
    }

    public static let emptyKeys = Rule(
        "empty-keys", "No empty private key is in a home folder", help: "remove the file"
    ) { image in
        inSSHFolders(image, where: isPrivateKey).filter { $0.size == 0 }.map { Finding($0.file, "an empty file") }
    }

    public static let sshFiles = Rule(
        "ssh-files", "Nothing else is in a user's .ssh folder", help: "remove it; `NAMEctl seal` empties the folders"
    ) { image in
        inSSHFolders(image) { !isAuthorizedKeys($0) && !isPrivateKey($0) && $0 != "known_hosts" }
            .map { Finding($0.file, "left over") }
    }

    public static let knownHosts = Rule(
        "known-hosts", "No user's known_hosts has more than 50 bytes", help: "remove the file; `NAMEctl seal` does"
    ) { image in
        inSSHFolders(image) { $0 == "known_hosts" }.filter { $0.size > 50 }.map { Finding($0.file, "\($0.size) bytes") }
    }

    public static let bashHistory = Rule(
        "bash-history", "No user's .bash_history has 200 bytes", help: "remove the file; `NAMEctl seal` does"
    ) { image in
        inHomes(image, [".bash_history"]).filter { $0.size >= 200 }.map { Finding($0.file, "\($0.size) bytes") }
    }

    public static let histories = Rule(
        "histories", "No program remembers what a user typed", help: "remove the file; `NAMEctl seal` does"
    ) { image in
        inHomes(image, Traces.histories).filter { $0.size > 0 }.map { Finding($0.file, "\($0.size) bytes") }
    }

    public static let logins = Rule(
        "logins", "No program is logged in anywhere",
        help: "remove the file and revoke the login in it; `NAMEctl seal` removes it"
    ) { image in
        let homes = image.tree.homes.flatMap { home in Traces.logins.map { "\(home)/\($0)" } }
        return (homes + Traces.systemLogins.flatMap(image.tree.paths(matching:)))
            .filter(image.tree.holdsSomething).map { Finding($0, "may hold a login") }
    }

    private static func isAuthorizedKeys(_ name: String) -> Bool { name.hasPrefix("authorized_keys") }
    private static func isPrivateKey(_ name: String) -> Bool { name.hasPrefix("id_") && !name.hasSuffix(".pub") }
    private static func name(_ path: String) -> String { String(path.split(separator: "/").last ?? "") }

    private static func inSSHFolders(
        _ image: Image, where fits: (String) -> Bool
    ) -> [(file: String, size: Int)] {
        image.tree.homes.flatMap { image.tree.paths(in: $0 + "/.ssh", where: fits) }
            .compactMap { path in image.tree.size(path).map { (path, $0) } }
    }

    private static func inHomes(_ image: Image, _ names: [String]) -> [(file: String, size: Int)] {
        image.tree.homes.flatMap { home in names.map { "\(home)/\($0)" } }
            .compactMap { path in image.tree.size(path).map { (path, $0) } }
    }
}
