/// An image file that stands for an app.
public struct Logo: Equatable, Sendable {
    public enum Format: String, Sendable { case png, svg }

    public let format: Format
    public let bytes: [UInt8]
    /// In pixels; an SVG's as it says, nil if it says nothing.
    public let size: Size?

    public struct Size: Equatable, Sendable {
        public var width: Double
        public var height: Double

        public init(width: Double, height: Double) {
            self.width = width
            self.height = height
        }

        /// Within a hundredth, since an SVG's sides may be fractions.
        public var isSquare: Bool { abs(width - height) <= 0.01 * max(width, height) }
    }

    /// The file's name in a listing.
    public var fileName: String { "logo.\(format.rawValue)" }

    /// Why a file is no logo.
    public struct Unfit: Error, Equatable, Sendable {
        public var message: String
        public var help: String
    }

    /// More than this makes pages with many logos slow. Vultr takes 6 MB.
    public static let largest = 1 << 20
    /// The least side of a PNG, in pixels, that Vultr's form takes (docs.vultr.com, "How to Upload App Icons").
    public static let leastSide = 100.0

    public init(_ bytes: [UInt8]) throws(Unfit) {
        self.bytes = bytes
        guard bytes.count <= Self.largest else {
            throw Unfit(
                message: "has \(bytes.count) bytes, more than \(Self.largest)",
                help: "a PNG of 512 by 512 pixels, or an SVG, has a few kilobytes")
        }
        if let size = try PNGHeader.size(bytes) {
            (format, self.size) = (.png, size)
        } else {
            (format, size) = (.svg, try SVGHeader.size(bytes))
        }
    }
}

/// The head of a PNG file. Source: the PNG specification, third edition, sections 5.2, 5.6 and 11.2.1.
enum PNGHeader {
    private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    /// The last chunk, with its length and checksum.
    private static let end: [UInt8] = [0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82]

    /// nil for another kind of file.
    static func size(_ bytes: [UInt8]) throws(Logo.Unfit) -> Logo.Size? {
        guard bytes.starts(with: signature) else { return nil }
        let damaged = Logo.Unfit(message: "is a damaged PNG file", help: "export the image again")
        guard bytes.count >= 45, Array(bytes[12..<16]) == Array("IHDR".utf8), bytes.suffix(12).elementsEqual(end) else {
            throw damaged
        }
        func number(_ start: Int) -> Double { Double(bytes[start..<start + 4].reduce(0) { $0 << 8 | UInt32($1) }) }
        let size = Logo.Size(width: number(16), height: number(20))
        guard size.width > 0, size.height > 0 else { throw damaged }
        return size
    }
}
