import Glibc
import Host

/// Asks the machine's DNS servers. A static executable has none of the C library's ways to look names up, and those would
/// not tell SERVFAIL from a missing name, nor know CAA.
package struct Resolver: Sendable {
    /// The addresses of the servers; port 53.
    let servers: [String]
    /// Seconds for each server and try.
    var patience = 3
    /// How often each server is asked.
    var tries = 2

    enum Failure: Error, Equatable, Sendable {
        /// The name does not exist.
        case noName
        /// The server could not find out (SERVFAIL, or another code).
        case refused(Int)
        case noAnswer
    }

    /// Those of resolv.conf(5), or the machine itself, which that page names where there are none.
    ///
    /// - Parameter isHasty: Whether a first boot waits, which may have no network: not for more than a few seconds, then.
    package init(_ files: Files, isHasty: Bool = false) {
        let text = String(decoding: ((try? files.read("/etc/resolv.conf")) ?? nil) ?? [], as: UTF8.self)
        let found = text.split(separator: "\n").compactMap { line -> String? in
            let words = line.split(whereSeparator: \.isWhitespace)
            return words.count > 1 && words[0] == "nameserver" ? String(words[1]) : nil
        }
        servers = found.isEmpty ? ["127.0.0.1"] : Array(found.prefix(3))
        if isHasty { (patience, tries) = (2, 1) }
    }

    /// The records of that type, those behind aliases (CNAME) too; none if the name has none of that type.
    func records(_ name: String, _ type: DNSMessage.RecordType) throws(Failure) -> [[UInt8]] {
        var last = Failure.noAnswer
        for _ in 0..<tries {
            for server in servers {
                do throws(Failure) { return try ask(server, name, type) } catch {
                    if error == .noName { throw error }
                    last = error
                }
            }
        }
        throw last
    }

    private func ask(_ server: String, _ name: String, _ type: DNSMessage.RecordType) throws(Failure) -> [[UInt8]] {
        let question = DNSMessage.question(name, type, id: UInt16.random(in: 0...UInt16.max))
        var answer = exchange(server, question, SOCK_DGRAM).flatMap { DNSMessage.answer($0, to: question) }
        if answer?.isTruncated == true {
            answer = exchange(server, question, SOCK_STREAM).flatMap { DNSMessage.answer($0, to: question) }
        }
        guard let answer else { throw .noAnswer }
        switch answer.code {
        case 0: return answer.records.filter { $0.type == type.rawValue }.map(\.data)
        case 3: throw .noName
        default: throw .refused(answer.code)
        }
    }

    /// Sends one message and waits for one. By TCP, each has its length before it.
    private func exchange(_ server: String, _ question: [UInt8], _ kind: __socket_type) -> [UInt8]? {
        guard let place = Self.place(server) else { return nil }
        let socket = socket(Int32(place.ss_family), Int32(kind.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { return nil }
        defer { close(socket) }
        var limit = timeval(tv_sec: patience, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(socket, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        let isConnected = withUnsafeBytes(of: place) { bytes in
            // Both kinds of addresses are shorter than this, and the kernel takes what it needs.
            connect(socket, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count)) == 0
        }
        guard isConnected else { return nil }
        let isStream = kind == SOCK_STREAM
        let message = isStream ? DNSMessage.word(UInt16(question.count)) + question : question
        guard send(socket, message, message.count, Int32(MSG_NOSIGNAL)) == message.count else { return nil }
        if isStream {
            guard let length = receive(socket, exactly: 2) else { return nil }
            return receive(socket, exactly: Int(length[0]) << 8 | Int(length[1]))
        }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = recv(socket, &buffer, buffer.count, 0)
        return count > 0 ? Array(buffer.prefix(count)) : nil
    }

    /// Port 53 of an address, which may name an interface (`fe80::1%eth0`); nil if it is none.
    private static func place(_ server: String) -> sockaddr_storage? {
        var place = sockaddr_storage()
        let parts = server.split(separator: "%", maxSplits: 1).map(String.init)
        guard let address = parts.first else { return nil }
        return withUnsafeMutableBytes(of: &place) { bytes -> Bool in
            let v4 = bytes.baseAddress!.assumingMemoryBound(to: sockaddr_in.self)
            if inet_pton(AF_INET, address, &v4.pointee.sin_addr) == 1 {
                v4.pointee.sin_family = sa_family_t(AF_INET)
                v4.pointee.sin_port = UInt16(53).bigEndian
                return true
            }
            let v6 = bytes.baseAddress!.assumingMemoryBound(to: sockaddr_in6.self)
            guard inet_pton(AF_INET6, address, &v6.pointee.sin6_addr) == 1 else { return false }
            v6.pointee.sin6_family = sa_family_t(AF_INET6)
            v6.pointee.sin6_port = UInt16(53).bigEndian
            if parts.count > 1 { v6.pointee.sin6_scope_id = if_nametoindex(parts[1]) }
            return true
        } ? place : nil
    }

    private func receive(_ socket: Int32, exactly count: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        while bytes.count < count {
            var buffer = [UInt8](repeating: 0, count: count - bytes.count)
            let got = recv(socket, &buffer, buffer.count, 0)
            if got <= 0 { return nil }
            bytes += buffer.prefix(got)
        }
        return bytes
    }
}
