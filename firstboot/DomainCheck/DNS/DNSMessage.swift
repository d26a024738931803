/// A question to a DNS server, and its answer.
///
/// Sources: RFC 1035, section 4; RFC 3596 (AAAA); RFC 8659 (CAA); RFC 6891 (the size in an OPT record).
enum DNSMessage {
    enum RecordType: UInt16, Sendable {
        case a = 1
        case aaaa = 28
        case caa = 257
    }

    struct Record: Equatable, Sendable {
        var name: String
        var type: UInt16
        var data: [UInt8]
    }

    struct Answer: Equatable, Sendable {
        /// 0 is no error, 2 SERVFAIL, 3 NXDOMAIN.
        var code: Int
        var isTruncated: Bool
        var records: [Record]
    }

    /// The largest answer that fits into a datagram everywhere (DNS flag day 2020).
    static let largestDatagram = 1232

    static func question(_ name: String, _ type: RecordType, id: UInt16) -> [UInt8] {
        // Recursion is desired; one question, and the OPT record.
        var bytes = word(id) + word(0x0100) + word(1) + word(0) + word(0) + word(1)
        for label in name.split(separator: ".") { bytes += [UInt8(truncatingIfNeeded: label.utf8.count)] + label.utf8 }
        bytes += [0] + word(type.rawValue) + word(1)
        return bytes + [0] + word(41) + word(UInt16(largestDatagram)) + [0, 0, 0, 0] + word(0)
    }

    /// - Returns: nil if it is not the answer to that question.
    static func answer(_ bytes: [UInt8], to question: [UInt8]) -> Answer? {
        var reader = Reader(bytes)
        guard let id = reader.word(), Array(question.prefix(2)) == word(id), let flags = reader.word(),
            flags & 0x8000 != 0, let questions = reader.word(), let answers = reader.word(), reader.skip(4)
        else { return nil }
        for _ in 0..<questions { guard reader.name() != nil, reader.skip(4) else { return nil } }
        var records: [Record] = []
        for _ in 0..<answers {
            guard let name = reader.name(), let type = reader.word(), reader.skip(6), let length = reader.word(),
                let data = reader.bytes(Int(length))
            else { break }
            records.append(Record(name: name, type: type, data: data))
        }
        return Answer(code: Int(flags & 0x000F), isTruncated: flags & 0x0200 != 0, records: records)
    }

    static func word(_ value: UInt16) -> [UInt8] { [UInt8(value >> 8), UInt8(value & 0xFF)] }

    /// Reads within the message; what does not fit is nil.
    private struct Reader {
        private let message: [UInt8]
        private var place = 0

        init(_ message: [UInt8]) { self.message = message }

        mutating func word() -> UInt16? {
            guard let pair = bytes(2) else { return nil }
            return UInt16(pair[0]) << 8 | UInt16(pair[1])
        }

        mutating func bytes(_ count: Int) -> [UInt8]? {
            guard place + count <= message.count else { return nil }
            defer { place += count }
            return Array(message[place..<(place + count)])
        }

        mutating func skip(_ count: Int) -> Bool { bytes(count) != nil }

        /// In lower case, without a dot at the end. A pointer leads only backwards, so no name is endless.
        mutating func name() -> String? {
            var labels: [String] = []
            var at = place
            var end: Int?
            var limit = place + 1
            while at < message.count {
                let length = Int(message[at])
                if length == 0 {
                    place = end ?? at + 1
                    return labels.joined(separator: ".").lowercased()
                }
                if length & 0xC0 == 0xC0 {
                    guard at + 1 < message.count else { return nil }
                    let target = (length & 0x3F) << 8 | Int(message[at + 1])
                    end = end ?? at + 2
                    guard target < limit - 1 || (end == at + 2 && target < at) else { return nil }
                    limit = target + 1
                    at = target
                } else {
                    guard length < 64, at + 1 + length <= message.count, labels.count < 128 else { return nil }
                    labels.append(String(decoding: message[(at + 1)..<(at + 1 + length)], as: UTF8.self))
                    at += 1 + length
                }
            }
            return nil
        }
    }
}
