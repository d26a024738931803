import Glibc
import HTTP
import Plan

/// One try of a readiness condition.
package struct Probe {
    private let kind: ReadyCheck.Probe
    private let target: String
    private let edgeAddress: String?

    /// - Parameter edgeAddress: Where the machine's edge answers for the target's host; nil if it does not.
    package init(_ kind: ReadyCheck.Probe, _ target: String, edgeAddress: String? = nil) {
        self.kind = kind
        self.target = target
        self.edgeAddress = edgeAddress
    }

    /// What is wrong; nil if the condition holds.
    package func problem() -> String? {
        switch kind {
        case .http: httpProblem()
        case .tcp: tcpProblem()
        }
    }

    private func httpProblem() -> String? {
        // The app's certificate may still be self-signed. No secret is sent.
        var policy = Policy.once
        policy.verifiesCertificates = false
        do {
            var request = Request("GET", target)
            if let edgeAddress {
                // To plain HTTP, the edge answers that there is HTTPS, whether the app is up or not.
                if target.hasPrefix("http:") { request.url = "https:" + target.dropFirst("http:".count) }
                request.connectTo = edgeAddress
            }
            let status = try Client(policy: policy).send(request).status
            return (200..<400).contains(status) ? nil : "status \(status)"
        } catch {
            return error.failure.description
        }
    }

    private func tcpProblem() -> String? {
        guard let colon = target.lastIndex(of: ":") else { return "no port is given" }
        let host = target[..<colon].filter { $0 != "[" && $0 != "]" }
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        // A static executable resolves no names here; a probe's host is an address of this machine.
        hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV
        var found: UnsafeMutablePointer<addrinfo>?
        let name = host == "localhost" ? "127.0.0.1" : host
        guard getaddrinfo(name, String(target[target.index(after: colon)...]), &hints, &found) == 0, let found else {
            return "not an address"
        }
        defer { freeaddrinfo(found) }
        let socket = socket(found.pointee.ai_family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { return String(cString: strerror(errno)) }
        defer { close(socket) }
        guard connect(socket, found.pointee.ai_addr, found.pointee.ai_addrlen) == 0 else {
            return String(cString: strerror(errno)).lowercased()
        }
        return nil
    }
}
