import Plan
import Text

/// Reads secrets back out of a text that a template was filled in to.
enum TemplateReader {
    /// Values by name, public halves by ``Values/publicHalf(of:)``; nil where the text cannot have come from the template,
    /// or could have in several ways.
    static func read(_ template: Template, from text: String, publicName: (String) -> String) -> [String: String]? {
        var found: [String: String] = [:]
        var rest = text[...]
        for (index, part) in template.parts.enumerated() {
            if case .text(let literal) = part {
                guard rest.hasPrefix(literal) else { return nil }
                rest = rest.dropFirst(literal.count)
                continue
            }
            let after = template.parts.dropFirst(index + 1)
            guard let hole = hole(before: after, in: rest), let value = decoded(part, hole) else { return nil }
            rest = rest[hole.endIndex...]
            let name: String
            switch part.plain {
            case .secret(let secret): name = secret
            case .publicHalf(let secret): name = publicName(secret)
            // The machine may have been another one with other parameters.
            case .text, .parameter, .machine, .encoded: continue
            }
            guard found[name, default: value] == value else { return nil }
            found[name] = value
        }
        return rest.isEmpty ? found : nil
    }

    /// What stands where a value was put in, up to the literal text that follows it.
    private static func hole(before after: ArraySlice<Template.Part>, in rest: Substring) -> Substring? {
        guard let next = after.first else { return rest }
        // Nobody can say where one value ends and the next begins.
        guard case .text(let literal) = next else { return nil }
        let isLast = after.count == 1
        if isLast {
            guard rest.hasSuffix(literal) else { return nil }
            return rest.dropLast(literal.count)
        }
        return rest.firstRange(of: literal).map { rest[..<$0.lowerBound] }
    }

    private static func decoded(_ part: Template.Part, _ text: Substring) -> String? {
        guard case .encoded(let inner, let encoding) = part else { return String(text) }
        let plain: [UInt8]? =
            switch encoding {
            case .base64: Base64.decode(text.utf8)
            case .urlencode: percentDecoded(text)
            }
        guard let plain, let value = String(validating: plain, as: UTF8.self) else { return nil }
        return decoded(inner, value[...])
    }

    private static func percentDecoded(_ text: Substring) -> [UInt8]? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else {
                return nil
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return bytes
    }
}
