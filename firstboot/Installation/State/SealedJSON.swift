import JSON
import Stamp

/// JSON files that say by their own checksum whether a byte of them was changed: SHA-256 of the whole text, with zeros
/// where the checksum itself stands.
///
/// Keys are sorted, so that `checksum` is the first of those that these files have.
enum SealedJSON {
    static let placeholder = String(repeating: "0", count: 64)
    private static let start = Array("{\n  \"checksum\": \"".utf8)

    /// - Parameter value: Has a member `checksum` that holds ``placeholder``.
    static func seal(_ value: some Encodable) throws -> [UInt8] {
        var bytes = try JSONCoder.encode(value, pretty: true) + [0x0a]
        if let place = place(in: bytes) { bytes.replaceSubrange(place, with: SHA256.hex(bytes).utf8) }
        return bytes
    }

    /// Whether the bytes are those that were sealed; nil where they have no checksum.
    static func isIntact(_ bytes: [UInt8]) -> Bool? {
        guard let place = place(in: bytes) else { return nil }
        var blank = bytes
        blank.replaceSubrange(place, with: placeholder.utf8)
        return SHA256.hex(blank).utf8.elementsEqual(bytes[place])
    }

    private static func place(in bytes: [UInt8]) -> Range<Int>? {
        guard bytes.starts(with: start), bytes.count >= start.count + placeholder.count else { return nil }
        return start.count..<(start.count + placeholder.count)
    }
}

/// Why a file of the state cannot be used.
enum StateFileError: Error {
    case damaged
    /// A newer release of Landfall wrote it.
    case unknownFormat(Int)
}

/// What every format of these files has.
struct FormatHeader: Decodable {
    var format: Int

    /// - Returns: The format of a file that is as it was written.
    static func read(_ bytes: [UInt8], newest: Int) throws(StateFileError) -> Int {
        let isIntact = SealedJSON.isIntact(bytes)
        guard isIntact != false, let format = try? JSONCoder.decode(FormatHeader.self, from: bytes).format, format > 0
        else { throw .damaged }
        if format > newest { throw .unknownFormat(format) }
        // Format 1 had no checksum; one that has is a newer one whose number was changed.
        if (isIntact == true) != (format > 1) { throw .damaged }
        return format
    }
}
