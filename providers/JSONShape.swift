/// A look at JSON before it is decoded: what a decoder builds of hostile text takes many times the text's memory.
enum JSONShape {
    private static let depthLimit = 64
    private static let valueLimit = 20_000

    /// Whether the nesting and the number of values are such as metadata has.
    static func isModest(_ bytes: [UInt8]) -> Bool {
        var depth = 0
        var values = 0
        var isInString = false
        var isEscaped = false
        for byte in bytes {
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isInString = true
            case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            case UInt8(ascii: ","): values += 1
            default: continue
            }
            if depth > depthLimit || values > valueLimit { return false }
        }
        return true
    }
}
