import Glibc

/// A small HTTP/1.1 server on one thread, which serves whoever comes and trusts nobody: each connection has a deadline,
/// and of too many, the oldest goes.
final class PageServer {
    static let connectionLimit = 64

    private let listeners: [Int32]
    private let wake: Int32
    private let secure: (Int32) -> (any Channel)?
    private let answer: (PageRequest, Connection) -> PageResponse?
    private var connections: [Connection] = []

    /// - Parameters:
    ///   - listeners: Sockets that listen, and do not block.
    ///   - wake: A descriptor that can be read when ``tick`` has something to do; -1 for none.
    init(
        listeners: [Int32], wake: Int32 = -1, secure: @escaping (Int32) -> (any Channel)? = { _ in nil },
        answer: @escaping (PageRequest, Connection) -> PageResponse?
    ) {
        self.listeners = listeners
        self.wake = wake
        self.secure = secure
        self.answer = answer
    }

    /// Serves for as long as `tick` says so. It is called at least twice a second, and when `wake` can be read.
    func run(_ tick: () -> Bool) {
        while tick() {
            var entries = listeners.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            entries.append(pollfd(fd: wake, events: Int16(POLLIN), revents: 0))
            entries += connections.map { pollfd(fd: $0.socket, events: $0.events, revents: 0) }
            guard poll(&entries, nfds_t(entries.count), 500) >= 0 || errno == EINTR else { return }
            let now = ContinuousClock.now
            if entries[listeners.count].revents != 0 { empty(wake) }
            for (connection, entry) in zip(connections, entries.dropFirst(listeners.count + 1)) where entry.revents != 0
            {
                // What waits for somebody else hears only that its browser has gone.
                if entry.events == 0 {
                    connection.finish()
                } else {
                    connection.go(now: now, secure: secure, answer: answer)
                }
            }
            for (listener, entry) in zip(listeners, entries) where entry.revents != 0 { accept(listener, now) }
            connections.removeAll { connection in
                if connection.deadline < now { connection.finish() }
                if case .over = connection.phase { return true }
                return false
            }
        }
    }

    /// Answers those that wait.
    func reply(_ response: (Connection) -> PageResponse) {
        for connection in connections {
            if case .waiting = connection.phase { connection.reply(response(connection), now: .now) }
        }
    }

    private func accept(_ listener: Int32, _ now: ContinuousClock.Instant) {
        // Some at once; the others have their turn after those that are being served.
        for _ in 0..<16 {
            var address = sockaddr_storage()
            var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
            let socket = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.accept(listener, $0, &size) }
            }
            guard socket >= 0 else { return }
            _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
            _ = fcntl(socket, F_SETFL, O_NONBLOCK)
            if connections.count >= Self.connectionLimit {
                let oldest = connections.indices.min { connections[$0].deadline < connections[$1].deadline }
                if let oldest { connections.remove(at: oldest).finish() }
            }
            let connection = Connection(socket, client: Self.client(address), now: now)
            connections.append(connection)
            connection.go(now: now, secure: secure, answer: answer)
        }
    }

    private func empty(_ descriptor: Int32) {
        var bytes = [UInt8](repeating: 0, count: 64)
        while read(descriptor, &bytes, bytes.count) > 0 {}
    }

    /// An IPv4 address, or the /64 of an IPv6 one, of which one sender has all.
    private static func client(_ storage: sockaddr_storage) -> String {
        var storage = storage
        let family = Int32(storage.ss_family)
        return withUnsafeBytes(of: &storage) { bytes in
            switch family {
            case AF_INET: return bytes[4..<8].map { "\($0)" }.joined(separator: ".")
            case AF_INET6:
                let address = bytes[8..<24]
                // IPv4 on a socket of both families.
                if address.prefix(10).allSatisfy({ $0 == 0 }), address.dropFirst(10).prefix(2).allSatisfy({ $0 == 255 })
                {
                    return address.suffix(4).map { "\($0)" }.joined(separator: ".")
                }
                return address.prefix(8).map { "\($0)" }.joined(separator: ":")
            default: return ""
            }
        }
    }
}
