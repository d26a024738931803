/// How a password's hash, its salt and its parameters are written together.
enum HashFormat: String, CaseIterable {
    /// `$algorithm$parameters$salt$hash` with unpadded base64 (the PHC string format).
    case phc
    /// Django's: `algorithm$parameters$salt$hash`, with a salt of letters and digits and padded base64.
    case django
    /// `salt:hash` in hexadecimal digits; the parameters are the app's own.
    case hex
}

/// What makes two hashes of one password differ.
struct Salt {
    let bytes: [UInt8]
    /// As it stands in the hash.
    let text: String

    /// Of 128 bits or more.
    init(_ format: HashFormat) throws(CryptographyFailure) {
        switch format {
        case .phc:
            bytes = try Random.bytes(16)
            text = TextEncodings.unpaddedBase64(bytes)
        case .django:
            bytes = try Random.characters(22, of: Alphabet.alphanumeric)
            text = String(decoding: bytes, as: UTF8.self)
        case .hex:
            bytes = try Random.bytes(16)
            text = String(decoding: TextEncodings.hex(bytes), as: UTF8.self)
        }
    }
}

extension String {
    /// The text as C's functions take it.
    func withCharacters<Result>(_ body: (UnsafeBufferPointer<CChar>) -> Result) -> Result {
        utf8.map(CChar.init(bitPattern:)).withUnsafeBufferPointer(body)
    }
}
