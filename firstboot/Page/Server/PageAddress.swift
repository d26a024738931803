import Glibc
import Plan

/// Where the owner wants the page.
package enum PageChoice: Sendable {
    case at(PageAddress)
    case nowhere

    /// From an address or `none`; nil if it is neither.
    package init?(_ text: String) {
        guard text != "none" else {
            self = .nowhere
            return
        }
        guard let address = PageAddress(text) else { return nil }
        self = .at(address)
    }

    package var text: String {
        switch self {
        case .at(let address): address.text
        case .nowhere: "none"
        }
    }
}

/// Where the page is shown: a port, of all addresses or of one.
package struct PageAddress: Equatable, Sendable {
    /// nil for all.
    package var host: String?
    package var port: Int

    package init(host: String? = nil, port: Int) {
        self.host = host
        self.port = port
    }

    /// From `80`, `127.0.0.1:8080` or `[::1]:8080`; nil if it is none of these.
    package init?(_ text: String) {
        let digits = text.split(separator: ":", omittingEmptySubsequences: false).last ?? ""
        guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }), let port = Int(digits),
            (1...65535).contains(port)
        else { return nil }
        self.port = port
        let rest = text.dropLast(digits.count)
        if rest.isEmpty { return }
        let host = String(rest.dropLast().drop { $0 == "[" }.prefix { $0 != "]" })
        self.host = host
        guard Syntax.isIP(host), self.text == text else { return nil }
    }

    package var text: String {
        host.map { $0.contains(":") ? "[\($0)]:\(port)" : "\($0):\(port)" } ?? "\(port)"
    }

    /// Listens there.
    ///
    /// - Returns: The socket, which does not block; nil if somebody else has the address.
    func listener() -> Int32? {
        guard let host else {
            // One socket for both families, where the machine has IPv6.
            return listener("::") ?? listener("0.0.0.0")
        }
        return listener(host)
    }

    private func listener(_ host: String) -> Int32? {
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, "\(port)", &hints, &found) == 0, let found else { return nil }
        defer { freeaddrinfo(found) }
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let descriptor = socket(found.pointee.ai_family, kind, 0)
        guard descriptor >= 0 else { return nil }
        var (on, off): (Int32, Int32) = (1, 0)
        let size = socklen_t(MemoryLayout<Int32>.size)
        // Connections that have just ended do not keep the port from anybody.
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, size)
        if found.pointee.ai_family == AF_INET6 {
            setsockopt(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &off, size)
        }
        guard bind(descriptor, found.pointee.ai_addr, found.pointee.ai_addrlen) == 0, listen(descriptor, 64) == 0 else {
            close(descriptor)
            return nil
        }
        return descriptor
    }
}
