import JSON
import Plan

/// A plan appended to the first-boot executable.
///
/// The layout after the executable's own bytes: the plan as JSON with sorted keys, its SHA-256 (32 bytes),
/// its length (8 bytes, little-endian), the magic (8 bytes). The kernel loads an ELF file by its headers
/// and ignores what follows, so no toolchain is needed to stamp.
public enum Stamp {
    static let magic: [UInt8] = Array("LNDFALL1".utf8)
    /// The message of a first-boot executable without a plan. This text also identifies such an executable.
    public static let absence = "this executable carries no plan"
    static let trailerLength = 32 + 8 + 8

    /// The executable with the plan appended.
    ///
    /// - Throws: ``StampError`` if the file is not an executable or is stamped already.
    public static func stamp(_ executable: [UInt8], with plan: Plan) throws -> [UInt8] {
        try checkUnstamped(executable)
        return executable + (try trailer(for: plan))
    }

    /// - Throws: ``StampError`` if the file is not an executable or is stamped already.
    public static func checkUnstamped(_ executable: [UInt8]) throws(StampError) {
        guard executable.starts(with: [0x7f, 0x45, 0x4c, 0x46]) else { throw .notExecutable }
        guard executable.suffix(magic.count) != magic[...] else { throw .alreadyStamped }
    }

    /// What stamping appends to the plain executable; the same bytes for the same plan.
    public static func trailer(for plan: Plan) throws -> [UInt8] {
        let body = try JSONCoder.encode(plan)
        let length = (0..<8).map { UInt8(truncatingIfNeeded: body.count >> ($0 * 8)) }
        return body + SHA256.digest(body) + length + magic
    }

    /// The plan of an executable, or nil if it has none.
    ///
    /// - Parameter bytes: The whole file, or its last part if that contains the whole plan.
    public static func read(_ bytes: [UInt8]) throws -> Plan? {
        guard bytes.count > trailerLength, bytes.suffix(magic.count) == magic[...] else { return nil }
        let trailer = bytes.suffix(trailerLength)
        let length = planLength(trailer: trailer)
        guard length > 0, length <= bytes.count - trailerLength else {
            throw StampError.damaged("its length is impossible")
        }
        let body = bytes[(bytes.count - trailerLength - length)..<(bytes.count - trailerLength)]
        guard SHA256.digest(body)[...] == trailer.prefix(32) else {
            throw StampError.damaged("its SHA-256 does not match")
        }
        return try decode(body)
    }

    /// The plan's length, from a trailer of ``trailerLength`` bytes.
    static func planLength(trailer: ArraySlice<UInt8>) -> Int {
        trailer.dropFirst(32).prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }.clampedToInt
    }

    static func decode(_ body: ArraySlice<UInt8>) throws -> Plan {
        struct Format: Decodable { var format: Int }
        do {
            let json = try JSONValue(parsing: Array(body))
            let format = try JSONCoder.decode(Format.self, from: json).format
            guard format == Plan.currentFormat else { throw StampError.unknownFormat(format) }
            return try JSONCoder.decode(Plan.self, from: json)
        } catch let failure as StampError {
            throw failure
        } catch {
            throw StampError.damaged("it does not decode: \(error)")
        }
    }
}

extension UInt64 {
    fileprivate var clampedToInt: Int { self > UInt64(Int.max) ? Int.max : Int(self) }
}

/// Why a plan cannot be stamped on an executable, or read from it.
public enum StampError: Error, Equatable, CustomStringConvertible {
    case notExecutable
    case alreadyStamped
    case damaged(String)
    case unknownFormat(Int)

    public var description: String {
        switch self {
        case .notExecutable: "not an ELF executable"
        case .alreadyStamped: "already carries a plan; stamp the plain first-boot executable"
        case .damaged(let what): "its plan is damaged (\(what)); download or copy it again"
        case .unknownFormat(let format):
            "its plan has format \(format), and this executable reads format \(Plan.currentFormat); "
                + "generate both with the same release of landfall"
        }
    }
}
