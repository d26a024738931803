extension SecretText {
    /// Programs that have an option of one letter for the password.
    ///
    /// Source: their manual pages.
    private static let options: [String: String] = [
        "redis-cli": "-a", "valkey-cli": "-a", "mongo": "-p", "mongosh": "-p", "mongodump": "-p", "sqlcmd": "-P",
        "rabbitmqadmin": "-p", "ldapsearch": "-w", "cypher-shell": "-p", "mosquitto_pub": "-P", "mosquitto_sub": "-P",
    ]
    /// Programs that have the password right behind `-p`.
    private static let joined: Set<String> = [
        "mysql", "mysqladmin", "mysqldump", "mysqlcheck", "mariadb", "mariadb-admin", "mariadb-dump", "mariadb-check",
    ]

    /// The passwords of a command, of which an option and its value may be two texts: `--password x`, `-pX`,
    /// `PGPASSWORD=x`, `requirepass x`.
    ///
    /// - Returns: For each text those in it, in their order.
    public static func find(inCommand texts: [String]) -> [[Found]] {
        var found = texts.map(find(in:))
        var option: String?
        var program = ""
        for (index, text) in texts.enumerated() {
            let bytes = Array(text.utf8)
            var end = 0
            for range in words(of: bytes) {
                // Another command begins.
                if bytes[end..<range.lowerBound].contains(where: { "|;&()\n".utf8.contains($0) }) {
                    (option, program) = (nil, "")
                }
                end = range.upperBound
                let word = String(decoding: bytes[range], as: UTF8.self)
                if let name = option, !word.hasPrefix("-") {
                    found[index].append(Found(range: range, value: word, name: name, host: nil))
                    option = nil
                    continue
                }
                option = takesPassword(word, program) ? word : nil
                if joined.contains(program), word.hasPrefix("-p"), word.utf8.count > 2 {
                    let value = range.lowerBound + 2..<range.upperBound
                    found[index].append(
                        Found(range: value, value: String(word.dropFirst(2)), name: "-p", host: nil))
                }
                let name = String(word.split(separator: "/").last ?? "")
                if options[name] != nil || joined.contains(name) { program = name }
            }
        }
        return found.map(ordered)
    }

    private static func takesPassword(_ word: String, _ program: String) -> Bool {
        if word == "requirepass" || word == "masterauth" || word == options[program] { return true }
        return word.hasPrefix("-") && word.utf8.count > 3
            && word.allSatisfy { $0.isLetter || $0.isNumber || "-_.".contains($0) } && SecretName.isSecret(word)
    }

    /// Where the words stand, without quotes.
    private static func words(of bytes: [UInt8]) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var start: Int?
        for index in 0...bytes.count {
            let isWord = index < bytes.count && !" \t\r\n\"';|&()`,\\".utf8.contains(bytes[index])
            if isWord {
                start = start ?? index
            } else if let first = start {
                found.append(first..<index)
                start = nil
            }
        }
        return found
    }
}
