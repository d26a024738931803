import Installation
import Plan
import Text

/// A domain as an owner types it.
enum DomainName {
    /// In lower case.
    ///
    /// - Throws: ``Failure`` that says how to write it, if it is no name that an app can have.
    static func read(_ text: String, command: String) throws -> String {
        let name = text.lowercased()
        if Syntax.isHostname(name) { return name }
        throw Failure(
            .usage, "`\(VisibleText.of(text))` is no domain name that an app can have", help: advice(name, command))
    }

    private static func advice(_ name: String, _ command: String) -> String {
        if name.contains("*") { return "a wildcard's certificate needs access to the domain's DNS: give one name" }
        if name.contains("/") || name.contains(":") {
            return "write the name alone, such as chat.example.com, without https:// and port"
        }
        if name.hasSuffix(".") { return "write it without the dot at the end" }
        if Syntax.isIP(name) { return "this is an address; write a name, such as chat.example.com" }
        guard name.utf8.contains(where: { $0 >= 0x80 }) else {
            return "write a name such as chat.example.com: letters, digits and hyphens, with dots between"
        }
        let encoded = name.split(separator: ".", omittingEmptySubsequences: false).map { label in
            label.utf8.allSatisfy { $0 < 0x80 } ? String(label) : "xn--" + Punycode.encode(String(label))
        }.joined(separator: ".")
        // Names that look alike differ in DNS, so the owner compares what the registrar shows.
        return Syntax.isHostname(encoded)
            ? "DNS writes it otherwise: `\(command) domain \(encoded)`, if your registrar shows it so too"
            : "write it as your registrar shows it for DNS, with `xn--`"
    }
}

/// How DNS writes a label with other letters than English ones, after `xn--`.
///
/// Source: RFC 3492, sections 5 and 6.3.
enum Punycode {
    static func encode(_ label: String) -> String {
        let scalars = label.unicodeScalars.map(\.value)
        var output = scalars.filter { $0 < 0x80 }.map { UInt8($0) }
        let basic = UInt32(output.count)
        if basic > 0 { output.append(UInt8(ascii: "-")) }
        var (next, delta, bias, handled) = (UInt32(0x80), UInt32(0), UInt32(72), basic)
        while handled < scalars.count {
            guard let lowest = scalars.filter({ $0 >= next }).min(), scalars.count < 256 else { break }
            delta += (lowest - next) * (handled + 1)
            next = lowest
            for scalar in scalars {
                if scalar < next { delta += 1 }
                guard scalar == next else { continue }
                var (rest, step) = (delta, UInt32(36))
                while true {
                    let threshold = step <= bias ? 1 : min(26, step - bias)
                    if rest < threshold { break }
                    output.append(digit(threshold + (rest - threshold) % (36 - threshold)))
                    rest = (rest - threshold) / (36 - threshold)
                    step += 36
                }
                output.append(digit(rest))
                bias = adapted(delta, handled + 1, isFirst: handled == basic)
                delta = 0
                handled += 1
            }
            delta += 1
            next += 1
        }
        return String(decoding: output, as: UTF8.self)
    }

    private static func digit(_ value: UInt32) -> UInt8 { UInt8(value < 26 ? value + 97 : value + 22) }

    private static func adapted(_ delta: UInt32, _ count: UInt32, isFirst: Bool) -> UInt32 {
        var delta = isFirst ? delta / 700 : delta / 2
        delta += delta / count
        var bias: UInt32 = 0
        while delta > 455 {
            delta /= 35
            bias += 36
        }
        return bias + 36 * delta / (delta + 38)
    }
}
