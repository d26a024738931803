import ComposeFile
import YAML

/// What a secret has to look like, judging by the value that a file shows.
enum SecretValue {
    struct Kind {
        var keys: [(String, YAMLValue)]
        var words: String
    }

    /// Whether a text can be a secret that a machine makes: not an address, not a signed token, not a whole key in PEM.
    static func isPossible(_ text: String) -> Bool {
        SecretName.isValue(text) && text.range(ofText: "://") == nil && !text.hasPrefix("ey") && text.utf8.count < 200
    }

    /// - Parameter hint: The comment beside it, which often is the command that makes one.
    static func kind(like text: String, hint: String) -> Kind {
        // What stands nearest to the value says it.
        for line in hint.split(whereSeparator: \.isNewline).reversed() {
            if let kind = kind(by: line.lowercased()) { return kind }
        }
        let digits = text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        if digits, [32, 40, 48, 64, 96, 128].contains(text.utf8.count) {
            return Kind(
                keys: [("kind", .string("hex")), ("length", .int(text.utf8.count))],
                words: "\(text.utf8.count) hexadecimal digits")
        }
        if text.hasSuffix("="), [44, 88].contains(text.utf8.count) {
            let bytes = text.utf8.count == 44 ? 32 : 64
            return Kind(
                keys: [("kind", .string("base64")), ("bytes", .int(bytes))], words: "base64 of \(bytes) random bytes")
        }
        return letters(text.utf8.count == 64 ? 64 : 32)
    }

    private static func letters(_ length: Int) -> Kind {
        Kind(
            keys: [("kind", .string("alphanumeric")), ("length", .int(length))], words: "\(length) letters and digits")
    }

    private static func bytes(_ count: Int, in name: String) -> Kind {
        let size = min(max(count, 16), 1024)
        return Kind(keys: [("kind", .string(name)), ("bytes", .int(size))], words: "\(size) random bytes in \(name)")
    }

    /// What a comment's line says, in lower case: a command that makes one, or how long it is; nil for neither.
    private static func kind(by line: String) -> Kind? {
        let commands = [
            ("rand -base64 ", "base64"), ("rand -hex ", "hex"), ("token_hex(", "hex"), ("randombytes(", "hex"),
        ]
        for (command, name) in commands {
            guard let range = line.range(ofText: command) else { continue }
            return bytes(Int(line[range.upperBound...].prefix { $0.isNumber }) ?? 32, in: name)
        }
        let words = line.split { !$0.isLetter && !$0.isNumber }
        func number(before texts: Set<String>) -> Int? {
            words.indices.dropFirst().first { texts.contains(String(words[$0])) && Int(words[$0 - 1]) != nil }
                .flatMap { Int(words[$0 - 1]) }.flatMap { $0 < 1025 ? $0 : nil }
        }
        if words.contains("hex") || words.contains("hexadecimal"), let count = number(before: ["byte", "bytes"]) {
            return bytes(count, in: "hex")
        }
        if let index = words.firstIndex(of: "pwgen") {
            let length = words[(index + 1)...].compactMap { Int($0) }.first { $0 > 1 } ?? 32
            return letters(min(max(length, 32), 1024))
        }
        // Letters and digits are as good as a UUID's.
        if words.contains("uuidgen") || words.contains("uuid4") || line.range(ofText: "token_urlsafe") != nil {
            return letters(36)
        }
        guard let count = number(before: ["characters", "character", "chars", "letters"]) else { return nil }
        let isLeast = ["at least", "minimum", "min ", "min.", "exactly", "must be", "long"]
            .contains { line.range(ofText: $0) != nil }
        return isLeast && count >= 32 ? letters(count) : nil
    }
}
