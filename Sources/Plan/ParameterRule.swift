import Text

extension Parameter {
    /// What a value of this parameter would have to be, where the given one is not; nil where it is right.
    ///
    /// The text completes "must be …" and never repeats the value, which may be a password.
    public func problem(with value: String) -> String? {
        lengthProblem(with: value) ?? kindProblem(with: value) ?? boundsProblem(with: value)
            ?? patternProblem(with: value)
    }

    /// The most bytes that a value has where app.yaml gives no `maximum`.
    public static let longestLine = 4096
    public static let longestText = 1 << 16

    /// Comes first, so that nothing else looks at a value of any length.
    private func lengthProblem(with value: String) -> String? {
        let limit = kind == .text ? Self.longestText : Self.longestLine
        guard value.utf8.count > limit, !(hasLength && maximum != nil) else { return nil }
        return "at most \(limit) bytes"
    }

    private var hasLength: Bool { [.string, .text, .password, .apiToken].contains(kind) }

    private func kindProblem(with value: String) -> String? {
        switch kind {
        case .string, .password, .apiToken:
            VisibleText.isLine(value) ? nil : "one line of text without control or invisible characters"
        case .text:
            VisibleText.isLines(value) ? nil : "lines of text without control or invisible characters"
        case .email: Syntax.isEmail(value) ? nil : "an e-mail address such as admin@example.com"
        case .hostname: Syntax.isHostname(value) ? nil : "a fully qualified domain name such as app.example.com"
        case .url: Syntax.isURL(value) ? nil : "a URL such as https://example.com/path"
        case .number: Int(value) == nil ? "a whole number" : nil
        case .boolean: ["true", "false"].contains(value) ? nil : "true or false"
        case .choice: isOption(value) ? nil : "one of \(options.joined(separator: ", "))"
        case .manyOf:
            Self.list(value).allSatisfy(isOption)
                ? nil : "any of \(options.joined(separator: ", ")), separated by commas"
        case .port: Int(value).map((1...65535).contains) == true ? nil : "a port from 1 to 65535"
        case .ip: Syntax.isIP(value) ? nil : "an IPv4 or IPv6 address"
        }
    }

    /// The same bytes, not only what Unicode calls the same text: they become syntax elsewhere.
    private func isOption(_ value: String) -> Bool {
        options.contains { $0.utf8.elementsEqual(value.utf8) }
    }

    private func boundsProblem(with value: String) -> String? {
        let isNumber = kind == .number || kind == .port
        guard hasLength || isNumber else { return nil }
        // Scalars: a thousand accents over one letter are one Character.
        let measure = isNumber ? Int(value) ?? 0 : value.unicodeScalars.count
        let unit = isNumber ? "" : " characters"
        if let minimum, measure < minimum { return "at least \(minimum)\(unit)" }
        if let maximum, measure > maximum { return "at most \(maximum)\(unit)" }
        return nil
    }

    private func patternProblem(with value: String) -> String? {
        guard let pattern, let compiled = try? Pattern(pattern) else { return nil }
        return compiled.matches(value) ? nil : "text that matches \(pattern)"
    }

    static func list(_ value: String) -> [String] {
        value.split(separator: ",", omittingEmptySubsequences: true).map(String.init)
    }
}
