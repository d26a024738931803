import Plan
import Secrets

/// Which values of an app may contain characters with a meaning in a URL: anything but letters, digits and `-._~`.
struct URLAlphabet {
    private let secrets: [String: any SecretKind]
    private let parameters: [String: Parameter]

    init(_ spec: AppSpec, _ kinds: SecretKinds) {
        secrets = spec.secrets.reduce(into: [:]) { $0[$1.name] = kinds.read($1.recipe, among: spec.secrets) }
        parameters = Dictionary(spec.parameters.map { ($0.name, $0) }) { first, _ in first }
    }

    /// What the value is, for a message; nil if it is safe in every part of a URL.
    func unsafe(_ part: Template.Part) -> String? {
        switch part {
        case .text, .machine: nil
        case .encoded(let inner, let encoding):
            // Base64 has `+`, `/` and `=`.
            encoding == .urlencode ? nil : name(inner).map { "\($0) in base64" }
        case .secret(let name):
            secrets[name].flatMap { isSafe($0) ? nil : "the secret `\(name)`" }
        case .publicHalf(let name):
            secrets[name].flatMap { $0.hasPublicHalfSafeInURLs ? nil : "the public half of `\(name)`" }
        case .parameter(let name):
            parameters[name].flatMap { Self.isSafe($0) ? nil : "the parameter `\(name)`" }
        }
    }

    private func name(_ part: Template.Part) -> String? {
        switch part.plain {
        case .secret(let name), .publicHalf(let name): "the secret `\(name)`"
        case .parameter(let name): "the parameter `\(name)`"
        case .machine(let value): "`\(value.rawValue)`"
        case .text, .encoded: nil
        }
    }

    private func isSafe(_ secret: any SecretKind, depth: Int = 0) -> Bool {
        secret.isSafeInURLs { part in
            switch part {
            case .text(let text): Self.isSafe(text)
            case .secret(let name): depth < 16 && secrets[name].map { isSafe($0, depth: depth + 1) } == true
            default: unsafe(part) == nil
            }
        }
    }

    private static func isSafe(_ parameter: Parameter) -> Bool {
        switch parameter.kind {
        case .hostname, .number, .boolean, .port, .ip: true
        case .choice, .manyOf: parameter.options.allSatisfy(isSafe)
        case .email, .url, .text: false
        case .string, .password, .apiToken: parameter.pattern.map(isSafePattern) ?? false
        }
    }

    private static func isSafe(_ text: String) -> Bool {
        text.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: true
            default: false
            }
        }
    }

    /// Whether a pattern clearly allows no other characters: only classes without `^`, no dot, no backslash.
    private static func isSafePattern(_ pattern: String) -> Bool {
        var isInClass = false
        for (index, character) in zip(pattern.indices, pattern) {
            if isInClass {
                if character == "]" {
                    isInClass = false
                } else if character == "^" || !isSafe(String(character)) {
                    return false
                }
                continue
            }
            switch character {
            case "[": isInClass = true
            case "(", ")", "|", "*", "+", "?", "{", "}", ",": break
            case "^" where index == pattern.startIndex, "$" where pattern.index(after: index) == pattern.endIndex: break
            case ".": return false
            default: if !isSafe(String(character)) { return false }
            }
        }
        return true
    }
}
