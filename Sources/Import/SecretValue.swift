import YAML

/// What a secret has to look like, judging by the value that a file shows.
enum SecretValue {
    struct Kind {
        var keys: [(String, YAMLValue)]
        var words: String
    }

    /// Whether a text can be a secret at all: not a word for yes or no, not a number, not a path, not an address.
    static func isPossible(_ text: String) -> Bool {
        let word = text.lowercased()
        return !["true", "false", "yes", "no", "on", "off", "none", "null", "optional", "disabled"].contains(word)
            && !text.hasPrefix("/") && text.range(ofText: "://") == nil && !(text.utf8.count < 6 && Int(text) != nil)
            && !text.hasPrefix("ey") && text.utf8.count < 200
    }

    /// - Parameter hint: The comment beside it, which often is the command that makes one.
    static func kind(like text: String, hint: String) -> Kind {
        for (command, name) in [("rand -base64 ", "base64"), ("rand -hex ", "hex")] {
            guard let range = hint.range(ofText: command) else { continue }
            let bytes = Int(hint[range.upperBound...].prefix { $0.isNumber }) ?? 32
            let size = min(max(bytes, 16), 1024)
            return Kind(
                keys: [("kind", .string(name)), ("bytes", .int(size))], words: "\(size) random bytes in \(name)")
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
        let length = text.utf8.count == 64 || text.utf8.count == 16 ? text.utf8.count : 32
        return Kind(
            keys: [("kind", .string("alphanumeric")), ("length", .int(length))], words: "\(length) letters and digits")
    }
}
