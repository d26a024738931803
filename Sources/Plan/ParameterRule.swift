import Glibc

extension Parameter {
    /// What a value of this parameter would have to be, where the given one is not; nil where it is right.
    ///
    /// The text completes "must be …" and never repeats the value, which may be a password.
    public func problem(with value: String) -> String? {
        kindProblem(with: value) ?? boundsProblem(with: value) ?? patternProblem(with: value)
    }

    private func kindProblem(with value: String) -> String? {
        switch kind {
        case .string, .password, .apiToken:
            value.unicodeScalars.contains(where: \.isControl) ? "one line of text" : nil
        case .text: value.unicodeScalars.contains { $0 == "\0" } ? "text without NUL characters" : nil
        case .email: Syntax.isEmail(value) ? nil : "an e-mail address such as admin@example.com"
        case .hostname: Syntax.isHostname(value) ? nil : "a fully qualified domain name such as app.example.com"
        case .url: Syntax.isURL(value) ? nil : "a URL such as https://example.com/path"
        case .number: Int(value) == nil ? "a whole number" : nil
        case .boolean: ["true", "false"].contains(value) ? nil : "true or false"
        case .choice: options.contains(value) ? nil : "one of \(options.joined(separator: ", "))"
        case .manyOf:
            Self.list(value).allSatisfy(options.contains)
                ? nil : "any of \(options.joined(separator: ", ")), separated by commas"
        case .port: Int(value).map((1...65535).contains) == true ? nil : "a port from 1 to 65535"
        case .ip: Syntax.isIP(value) ? nil : "an IPv4 or IPv6 address"
        }
    }

    private func boundsProblem(with value: String) -> String? {
        let isNumber = kind == .number || kind == .port
        guard [.string, .text, .password, .apiToken, .number, .port].contains(kind) else { return nil }
        let measure = isNumber ? Int(value) ?? 0 : value.count
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

/// The shapes of common values.
public enum Syntax {
    /// A name of two labels or more (RFC 1123), such as a certificate can be made for.
    public static func isHostname(_ text: String) -> Bool {
        let labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard text.utf8.count <= 253, labels.count >= 2, let last = labels.last else { return false }
        return labels.allSatisfy(isLabel) && !last.allSatisfy { (0x30...0x39).contains($0) }
    }

    private static func isLabel(_ label: Substring.UTF8View) -> Bool {
        guard let first = label.first, let last = label.last, label.count <= 63 else { return false }
        return label.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") } && isAlphanumeric(first)
            && isAlphanumeric(last)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
    }

    /// An address as forms accept it (the HTML standard's), not all that RFC 5322 permits.
    public static func isEmail(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, parts[0].utf8.count <= 64 else { return false }
        let local = parts[0].utf8.allSatisfy { isAlphanumeric($0) || ".!#$%&'*+/=?^_`{|}~-".utf8.contains($0) }
        return local && isHostname(String(parts[1]))
    }

    public static func isURL(_ text: String) -> Bool {
        guard let range = ["https://", "http://"].first(where: text.hasPrefix) else { return false }
        let rest = text.dropFirst(range.count)
        guard let first = rest.first, first != "/" else { return false }
        return text.unicodeScalars.allSatisfy {
            $0.value > 0x20 && $0.value != 0x7f && !"\"<>\\^`{|}".unicodeScalars.contains($0)
        }
    }

    public static func isIP(_ text: String) -> Bool {
        var address = in6_addr()
        return inet_pton(AF_INET, text, &address) == 1 || inet_pton(AF_INET6, text, &address) == 1
    }
}

extension Unicode.Scalar {
    fileprivate var isControl: Bool { value < 0x20 || value == 0x7f }
}
