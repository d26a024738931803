import COpenSSL
import Plan

/// Reads an OpenPGP key's fingerprint without gpg, which a small machine lacks.
enum OpenPGPKey {
    private static let publicKey = 6

    /// The fingerprints of all primary keys in an armored file (RFC 4880, sections 4.2, 5.5.2 and 12.2): 40 upper-case
    /// hexadecimal digits each. Empty if the file is not such a key or has a packet that cannot be read.
    ///
    /// Subkeys are not read: the primary key vouches for them, and whoever verifies signatures checks that.
    static func primaryFingerprints(armored bytes: [UInt8]) -> [String] {
        guard let packets = dearmor(bytes).flatMap(packets) else { return [] }
        var fingerprints: [String] = []
        for (tag, body) in packets where tag == publicKey {
            // Other versions than 4 make the fingerprint in another way.
            guard body.first == 4, body.count < 1 << 16 else { return [] }
            fingerprints.append(hex(sha1([0x99, UInt8(body.count >> 8), UInt8(body.count & 0xff)] + body)))
        }
        return fingerprints
    }

    /// The bytes of all armored blocks joined, as gpg reads them.
    private static func dearmor(_ bytes: [UInt8]) -> [UInt8]? {
        var result: [UInt8] = []
        var text: [UInt8]?
        var isInHeaders = false
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
            if line.starts(with: "-----BEGIN PGP ".utf8) {
                guard text == nil else { return nil }
                text = []
                isInHeaders = true
            } else if line.starts(with: "-----END PGP ".utf8) {
                guard let block = text.flatMap({ Base64.decode($0) }) else { return nil }
                result += block
                text = nil
            } else if isInHeaders {
                isInHeaders = !line.isEmpty
            } else if line.first != UInt8(ascii: "=") {
                text?.append(contentsOf: line)
            }
        }
        return text == nil ? result : nil
    }

    private static func packets(_ bytes: [UInt8]) -> [(tag: Int, body: [UInt8])]? {
        var rest = bytes[...]
        var packets: [(tag: Int, body: [UInt8])] = []
        while let header = rest.popFirst() {
            guard header & 0x80 != 0 else { return nil }
            let isNew = header & 0x40 != 0
            guard let length = isNew ? newLength(&rest) : oldLength(header & 3, &rest), length <= rest.count else {
                return nil
            }
            packets.append((isNew ? Int(header & 0x3f) : Int(header >> 2 & 0xf), Array(rest.prefix(length))))
            rest = rest.dropFirst(length)
        }
        return packets
    }

    private static func oldLength(_ kind: UInt8, _ rest: inout ArraySlice<UInt8>) -> Int? {
        kind == 3 ? nil : number(1 << Int(kind), &rest)
    }

    private static func newLength(_ rest: inout ArraySlice<UInt8>) -> Int? {
        guard let first = rest.popFirst() else { return nil }
        switch first {
        case ..<192: return Int(first)
        case ..<224: return rest.popFirst().map { (Int(first) - 192) << 8 + Int($0) + 192 }
        case 255: return number(4, &rest)
        default: return nil
        }
    }

    private static func number(_ count: Int, _ rest: inout ArraySlice<UInt8>) -> Int? {
        guard rest.count >= count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count).reduce(0) { $0 << 8 | Int($1) }
    }

    private static func sha1(_ bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 20)
        EVP_Digest(bytes, bytes.count, &digest, nil, EVP_sha1(), nil)
        return digest
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789ABCDEF")
        return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}
