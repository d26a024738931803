import Glibc
import Text

/// The shapes of common values.
public enum Syntax {
    /// A name of two labels or more (RFC 1123), such as a certificate can be made for.
    public static func isHostname(_ text: String) -> Bool {
        let labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard text.utf8.count <= 253, labels.count >= 2, let last = labels.last else { return false }
        return labels.allSatisfy(isLabel) && !last.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// A machine's name as Linux takes one: labels with dots between them, which may have underscores.
    ///
    /// Source: hostname(7); systemd's hostname-util, which accepts the same characters.
    public static func isMachineName(_ text: String) -> Bool {
        let labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return text.utf8.count <= 253
            && labels.allSatisfy { label in
                (1...63).contains(label.count) && label.first != UInt8(ascii: "-")
                    && label.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
            }
    }

    /// A name that the public DNS can have: a host name of two labels or more that is not under one of
    /// ``localDomains``.
    public static func isPublicDomain(_ text: String) -> Bool { isHostname(text) && !isUnderLocalDomain(text) }

    /// Whether the name is one of ``localDomains`` or under one, in any case of its letters.
    public static func isUnderLocalDomain(_ text: String) -> Bool {
        let name = "." + text.lowercased()
        return localDomains.contains { name.hasSuffix(".\($0)") }
    }

    /// Ends of names that are nobody's in the public DNS.
    ///
    /// Sources: RFC 6761 and RFC 6762 (special-use names), RFC 8375 (home.arpa), ICANN's resolution of 2024-07-29
    /// (internal), ICANN's list of names that collide (corp, home, mail), RFC 6762 appendix G (intranet, lan, private);
    /// `guest` is what Vultr calls a machine without a name (`vultr.guest`); `localdomain` is Red Hat's and Debian's, and
    /// `novalocal` OpenStack's.
    public static let localDomains = [
        "corp", "example", "guest", "home", "home.arpa", "internal", "intranet", "invalid", "lan", "local",
        "localdomain", "localhost", "mail", "novalocal", "onion", "private", "test",
    ]

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
        let scheme = ["https://", "http://"].first { text.utf8.starts(with: $0.utf8) }
        guard let scheme, let first = text.utf8.dropFirst(scheme.utf8.count).first, first != UInt8(ascii: "/")
        else { return false }
        return text.unicodeScalars.allSatisfy {
            VisibleText.isVisible($0) && !" \"<>\\^`{|}".unicodeScalars.contains($0)
        }
    }

    public static func isIP(_ text: String) -> Bool {
        var address = in6_addr()
        return inet_pton(AF_INET, text, &address) == 1 || inet_pton(AF_INET6, text, &address) == 1
    }
}
