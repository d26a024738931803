import Glibc

/// A small HTTP/1.1 server on one thread, which serves whoever comes and trusts nobody: each connection has a deadline,
/// and of too many, the oldest goes.
final class PageServer {
    static let connectionLimit = 64

    private let listener: Int32
    private let answer: (PageRequest) -> PageResponse
    private var connections: [Connection] = []

    /// - Parameter listener: A socket that listens, and does not block.
    init(listener: Int32, answer: @escaping (PageRequest) -> PageResponse) {
        self.listener = listener
        self.answer = answer
    }

    /// - Parameter goesOn: Is asked at least twice a second.
    func run(while goesOn: () -> Bool) {
        while goesOn() {
            var entries = [pollfd(fd: listener, events: Int16(POLLIN), revents: 0)]
            entries += connections.map { pollfd(fd: $0.socket, events: $0.events, revents: 0) }
            guard poll(&entries, nfds_t(entries.count), 500) >= 0 || errno == EINTR else { return }
            let now = ContinuousClock.now
            for (connection, entry) in zip(connections, entries.dropFirst()) {
                if entry.revents != 0 { connection.go(now: now, answer: answer) }
                if connection.deadline < now { connection.finish() }
            }
            connections.removeAll(where: \.isOver)
            if entries[0].revents != 0 { accept(now) }
        }
    }

    private func accept(_ now: ContinuousClock.Instant) {
        // Some at once; the others have their turn after those that are being served.
        for _ in 0..<16 {
            let socket = Glibc.accept(listener, nil, nil)
            guard socket >= 0 else { return }
            _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
            _ = fcntl(socket, F_SETFL, O_NONBLOCK)
            if connections.count >= Self.connectionLimit {
                let oldest = connections.indices.min { connections[$0].deadline < connections[$1].deadline }
                if let oldest { connections.remove(at: oldest).finish() }
            }
            connections.append(Connection(socket, now: now))
        }
    }
}
