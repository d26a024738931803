import Glibc
import Text

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
        var found: [NetworkInterface] = []
        var next = head
        while let entry = next?.pointee {
            if let interface = NetworkInterface(entry) { found.append(interface) }
            next = entry.ifa_next
        }
        return found
    }

    private init?(_ entry: ifaddrs) {
        let flags = Int32(bitPattern: entry.ifa_flags)
        guard let address = entry.ifa_addr, flags & Int32(IFF_UP) != 0,
            flags & Int32(IFF_LOOPBACK) == 0
        else { return nil }
        let family = Int32(address.pointee.sa_family)
        guard family == AF_INET || family == AF_INET6, let text = NetworkInterface.numeric(address, family)
        else { return nil }
        self.init(name: String(cString: entry.ifa_name), address: text, isIPv6: family == AF_INET6)
    }

    init(name: String, address: String, isIPv6: Bool) {
        self.name = name
        self.address = address
        self.isIPv6 = isIPv6
    }

    /// The URL itself. If it has the placeholder `<iface>`, one URL for each interface with a link-local IPv6 address.
    static func expand(_ url: String) -> [String] {
        guard let placeholder = url.firstRange(of: "<iface>") else { return [url] }
        let names = all().filter { $0.isIPv6 && $0.address.hasPrefix("fe80:") }.map(\.name)
        return names.map { url.replacingCharacters(in: placeholder, with: $0) }
    }

    private static func numeric(_ address: UnsafeMutablePointer<sockaddr>, _ family: Int32) -> String? {
        let address = UnsafeRawPointer(address)
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(INET6_ADDRSTRLEN)) { buffer in
            let bytes =
                family == AF_INET
                ? address + (MemoryLayout<sockaddr_in>.offset(of: \.sin_addr) ?? 0)
                : address + (MemoryLayout<sockaddr_in6>.offset(of: \.sin6_addr) ?? 0)
            return inet_ntop(family, bytes, buffer.baseAddress, socklen_t(buffer.count)).map { String(cString: $0) }
        }
    }
}

extension String {
    fileprivate func replacingCharacters(in range: Range<Index>, with text: String) -> String {
        String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
    }
}
