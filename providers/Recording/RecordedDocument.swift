import JSON

extension String {
    /// A recorded JSON document, which has one key a line, with one value replaced.
    func replacingValue(of key: String, with text: String) -> String {
        guard let value = try? JSONCoder.encode(text) else { return self }
        return split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
            let indent = line.prefix { $0 == " " }
            guard line.dropFirst(indent.count).hasPrefix("\"\(key)\":") else { return String(line) }
            return "\(indent)\"\(key)\": \(String(decoding: value, as: UTF8.self))" + (line.hasSuffix(",") ? "," : "")
        }.joined(separator: "\n")
    }
}
