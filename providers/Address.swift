import Glibc

/// IP addresses as text.
package enum Address {
    /// The address in lower case with its zeros compressed, or nil if it is not an IPv6 address. A prefix length after
    /// a slash is dropped.
    ///
    /// RFC 5952 spells out a single zero field; if a provider writes `::` for one, it stays, because owners compare the
    /// address with what the provider shows them.
    static func ipv6(_ text: String?) -> String? {
        guard let given = text?.word?.withoutPrefixLength.lowercased(),
            let canonical = canonical(given, family: AF_INET6)
        else { return nil }
        return given.utf8.count < canonical.utf8.count ? given : canonical
    }

    /// The address in dotted decimal, or nil if it is not an IPv4 address. A prefix length after a slash is dropped.
    static func ipv4(_ text: String?) -> String? {
        canonical(text, family: AF_INET)
    }

    /// Whether the address cannot be reached from outside the machine's own network: loopback, link-local, private (RFC
    /// 1918, RFC 4193), shared (RFC 6598) and site-local (RFC 3879; what QEMU's own network gives).
    package static func isPrivate(_ address: String) -> Bool {
        var v4 = in_addr()
        if inet_pton(AF_INET, address, &v4) == 1 {
            let value = UInt32(bigEndian: v4.s_addr)
            let blocks: [(UInt32, Int)] = [
                (0x7F00_0000, 8), (0xA9FE_0000, 16), (0x0A00_0000, 8), (0xAC10_0000, 12), (0xC0A8_0000, 16),
                (0x6440_0000, 10),
            ]
            return blocks.contains { block, length in value >> (32 - length) == block >> (32 - length) }
        }
        var v6 = in6_addr()
        guard inet_pton(AF_INET6, address, &v6) == 1 else { return true }
        return withUnsafeBytes(of: v6) { bytes in
            let isLoopback = bytes[..<15].allSatisfy { $0 == 0 }
            // fe80::/10 and, next to it, fec0::/10.
            let isLinkOrSiteLocal = bytes[0] == 0xFE && bytes[1] & 0x80 == 0x80
            let isUniqueLocal = bytes[0] & 0xFE == 0xFC
            return isLoopback || isLinkOrSiteLocal || isUniqueLocal
        }
    }

    private static func canonical(_ text: String?, family: Int32) -> String? {
        guard let address = text?.word?.withoutPrefixLength else { return nil }
        return withUnsafeTemporaryAllocation(byteCount: 16, alignment: 4) { binary in
            guard inet_pton(family, address, binary.baseAddress) == 1 else { return nil }
            return withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(INET6_ADDRSTRLEN)) { buffer in
                inet_ntop(family, binary.baseAddress, buffer.baseAddress, socklen_t(buffer.count))
                    .map { String(cString: $0) }
            }
        }
    }
}
