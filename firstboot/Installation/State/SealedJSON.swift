import JSON
import Stamp

/// JSON files with their own checksum, which shows any change: SHA-256 of the whole text, with zeros in the checksum's
/// place.
///
/// Keys are sorted, so `checksum` comes first in these files.
enum SealedJSON {
    static let placeholder = String(repeating: "0", count: 64)
    private static let start = Array("{\n  \"checksum\": \"".utf8)

    /// - Parameter value: Has a member `checksum` with the value ``placeholder``.
    static func seal(_ value: some Encodable) throws -> [UInt8] {
        var bytes = try JSONCoder.encode(value, pretty: true) + [0x0a]
        if let place = place(in: bytes) { bytes.replaceSubrange(place, with: SHA256.hex(bytes).utf8) }
        return bytes
    }

    /// Whether the bytes match their checksum; nil if they have none.
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

/// The members that every format of these files has.
struct FormatHeader: Decodable {
    var format: Int

    /// - Returns: The format of a file, after checking that it is unchanged.
    static func read(_ bytes: [UInt8], newest: Int) throws(StateFileError) -> Int {
        let isIntact = SealedJSON.isIntact(bytes)
        guard isIntact != false, let format = try? JSONCoder.decode(FormatHeader.self, from: bytes).format, format > 0
        else { throw .damaged }
        if format > newest { throw .unknownFormat(format) }
        // Format 1 had no checksum. If there is one, the file is newer and its number was changed.
        if (isIntact == true) != (format > 1) { throw .damaged }
        return format
    }
}
