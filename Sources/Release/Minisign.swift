import Plan

/// minisign's formats, which `minisign -V` and many other programs read.
///
/// Source: jedisct1/minisign, src/minisign.c, and https://jedisct1.github.io/minisign/ ("Signature format").
public enum Minisign {
    /// The mark of a key, and of a signature over the file itself.
    package static let plain = Array("Ed".utf8)
    /// The mark of a signature over the file's BLAKE2b-512.
    package static let prehashed = Array("ED".utf8)
    package static let idLength = 8
    package static let untrusted = "untrusted comment: "
    static let trusted = "trusted comment: "

    /// Base64 with exactly one spelling: what `decode` alone accepts may have stray bits at its end.
    package static func decode(_ line: some StringProtocol, length: Int) -> [UInt8]? {
        guard let bytes = Base64.decode(Array(line.utf8)), bytes.count == length, Base64.encode(bytes) == line else {
            return nil
        }
        return bytes
    }

    /// The lines of a file, without `\r` at their ends; nil where it is no text.
    package static func lines(_ bytes: [UInt8]) -> [Substring]? {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        var lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        if lines.last == "" { lines.removeLast() }
        return lines
    }
}

extension Minisign {
    /// A public key, 2 + 8 + 32 bytes in base64.
    public struct PublicKey: Equatable, Sendable {
        /// A random number that tells which key made a signature. It proves nothing.
        public let id: [UInt8]
        package let bytes: [UInt8]

        package init(id: [UInt8], bytes: [UInt8]) {
            self.id = id
            self.bytes = bytes
        }

        /// Reads the key's base64 line; nil where it is none.
        public init?(_ line: some StringProtocol) {
            guard let bytes = Minisign.decode(line, length: 2 + Minisign.idLength + Ed25519.keyLength),
                Array(bytes.prefix(2)) == Minisign.plain
            else { return nil }
            id = Array(bytes[2..<(2 + Minisign.idLength)])
            self.bytes = Array(bytes[(2 + Minisign.idLength)...])
        }

        /// The key's base64 line, as app.yaml and `minisign -P` take it.
        public var line: String { Base64.encode(Minisign.plain + id + bytes) }

        /// Such as `66534D0581722AB8`, as minisign prints it.
        public var name: String { Minisign.name(id) }

        /// The bytes of a `.pub` file.
        public var file: [UInt8] {
            Array("\(Minisign.untrusted)minisign public key \(name)\n\(line)\n".utf8)
        }
    }

    /// The number as minisign prints it: in hexadecimal digits, without zeros before it. Its bytes are little-endian.
    static func name(_ id: [UInt8]) -> String {
        String(id.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }, radix: 16, uppercase: true)
    }
}
