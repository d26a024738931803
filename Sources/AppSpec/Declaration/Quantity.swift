/// Sizes and times as app.yaml writes them: a whole number and a unit.
enum Quantity {
    static let sizePattern = "[0-9]{1,9}(B|KiB|MiB|GiB|TiB|KB|MB|GB|TB)"
    static let durationPattern = "[0-9]{1,6}(s|min|h)"

    /// Bytes, or nil where the text is no size.
    static func size(_ text: String) -> Int64? {
        let units: [String: Int64] = [
            "B": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "TiB": 1 << 40,
            "KB": 1000, "MB": 1_000_000, "GB": 1_000_000_000, "TB": 1_000_000_000_000,
        ]
        return product(text, digits: 9, units: units)
    }

    /// What a size of another spelling was meant to be, as Docker and others write it: `2G`, `512m`, `1 GiB`, `2gb`.
    static func meantSize(_ text: String) -> String? {
        let letters = text.filter { !$0.isWhitespace }
        let number = letters.prefix { $0.isASCII && $0.isNumber }
        let unit = letters.dropFirst(number.count).lowercased()
        guard let prefix = unit.first, "kmgt".contains(prefix), ["", "b", "ib"].contains(unit.dropFirst()) else {
            return nil
        }
        let size = "\(number)\(prefix.uppercased())\(unit.count == 2 ? "B" : "iB")"
        return Quantity.size(size) == nil ? nil : size
    }

    /// Seconds, or nil where the text is no time.
    static func duration(_ text: String) -> Int? {
        product(text, digits: 6, units: ["s": 1, "min": 60, "h": 3600]).map { Int($0) }
    }

    private static func product(_ text: String, digits: Int, units: [String: Int64]) -> Int64? {
        let number = text.utf8.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard 1...digits ~= number.count, let amount = Int64(String(decoding: number, as: UTF8.self)),
            let unit = units[String(text.dropFirst(number.count))]
        else { return nil }
        let (value, overflows) = amount.multipliedReportingOverflow(by: unit)
        return overflows ? nil : value
    }
}
