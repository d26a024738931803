import Host
import Text

/// A line of /etc/passwd.
public struct Account: Sendable {
    public let name: String
    public let id: Int
    public let home: String

    /// Root or a person's account. Distributions begin users' ids at 1000; 65534 is nobody.
    public var isPerson: Bool { id == 0 || id >= 1000 && id != 65534 }

    /// What is wrong with a password field in /etc/shadow; nil if nobody can log in with it.
    ///
    /// DigitalOcean accepts only these three as locked. `usermod --lock` puts a `!` before the hash, but the hash
    /// stays.
    public static func passwordFault(of name: String, _ field: String, isPerson: Bool) -> String? {
        if ["!", "!!", "*"].contains(field) { return nil }
        if field.isEmpty { return "\(name) may log in without a password" }
        if field.contains("$") { return "\(name) has a password's hash" }
        return isPerson ? "\(name)'s password is set" : nil
    }

    /// The accounts in the file itself, because a static executable can use no other source.
    public static func all(_ files: Files) -> [Account] { all((try? files.read("/etc/passwd")) ?? []) }

    static func all(_ passwd: [UInt8]) -> [Account] {
        String(decoding: passwd, as: UTF8.self).split(separator: "\n").compactMap { line in
            let fields = line.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            guard fields.count >= 6, let id = Int(fields[2]) else { return nil }
            return Account(name: fields[0], id: id, home: fields[5])
        }
    }
}

extension ImageTree {
    /// Without accounts the home folders are unknown, so a missing file is a gap.
    var accounts: [Account] {
        let accounts = Account.all(bytes("/etc/passwd") ?? [])
        if accounts.isEmpty { gaps.note("/etc/passwd names no account") }
        return accounts
    }

    /// The home folders of people and programs, each once, including those of removed accounts.
    public var homes: [String] {
        var homes = accounts.map(\.home).filter { $0.hasPrefix("/") && $0 != "/" }
        homes += ["/root"] + paths(in: "/home")
        var seen: Set<String> = []
        return homes.filter { resolve($0).map { seen.insert($0).inserted } ?? false }
    }

    /// Files outside home folders in which sshd looks for authorized keys: absolute paths of `AuthorizedKeysFile`
    /// (sshd_config(5)), and dropbear's.
    public var keyFilesElsewhere: [String] {
        let settings = ["/etc/ssh/sshd_config"] + paths(in: "/etc/ssh/sshd_config.d")
        let patterns = settings.flatMap { text($0).split(whereSeparator: \.isNewline) }.flatMap { line in
            let words = line.split { $0.isWhitespace || $0 == "=" || $0 == "\"" }
            return words.first?.lowercased() == "authorizedkeysfile" ? words.dropFirst().map(String.init) : []
        }.filter { $0.hasPrefix("/") }
        let files = patterns.flatMap { pattern -> [String] in
            guard pattern.contains("%") else { return [pattern] }
            return accounts.map { account in
                pattern.replacing("%u", with: account.name).replacing("%U", with: "\(account.id)")
                    .replacing("%h", with: account.home).replacing("%%", with: "%")
            }
        }
        return Set(files + ["/etc/dropbear/authorized_keys"]).sorted()
    }
}
