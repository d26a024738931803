import Glibc

/// An address of one of the machine's network interfaces.
struct NetworkInterface: Equatable, Sendable {
    var name: String
    var address: String
    var isIPv6: Bool

    /// The addresses of the interfaces that are up, loopback left out.
    static func all() -> [NetworkInterface] {
        var head: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&head) == 0 else { return [] }
        defer { freeifaddrs(head) }
        return sequence(first: head) { $0?.pointee.ifa_next }.compactMap { entry in
            guard let entry = entry?.pointee, let address = entry.ifa_addr else { return nil }
            let flags = Int32(bitPattern: entry.ifa_flags)
            guard flags & Int32(IFF_UP.rawValue) != 0, flags & Int32(IFF_LOOPBACK.rawValue) == 0 else { return nil }
            let family = Int32(address.pointee.sa_family)
            guard family == AF_INET || family == AF_INET6, let text = numeric(address, family) else { return nil }
            return NetworkInterface(name: String(cString: entry.ifa_name), address: text, isIPv6: family == AF_INET6)
        }
    }

    /// The URL itself, or where it has the placeholder `<iface>` one for each interface with a link-local IPv6 address.
    static func expand(_ url: String) -> [String] {
        guard let placeholder = url.firstRange(of: "<iface>") else { return [url] }
        let names = all().filter { $0.isIPv6 && $0.address.hasPrefix("fe80:") }.map(\.name)
        return names.map { url.replacingCharacters(in: placeholder, with: $0) }
    }

    private static func numeric(_ address: UnsafeMutablePointer<sockaddr>, _ family: Int32) -> String? {
        let length = family == AF_INET ? MemoryLayout<sockaddr_in>.size : MemoryLayout<sockaddr_in6>.size
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(NI_MAXHOST)) { buffer in
            let code = getnameinfo(
                address, socklen_t(length), buffer.baseAddress, socklen_t(buffer.count), nil, 0, NI_NUMERICHOST)
            guard code == 0, let base = buffer.baseAddress else { return nil }
            // A link-local address is written with its interface: fe80::1%eth0.
            return String(String(cString: base).prefix { $0 != "%" })
        }
    }
}

extension String {
    fileprivate func replacingCharacters(in range: Range<Index>, with text: String) -> String {
        String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
    }
}
