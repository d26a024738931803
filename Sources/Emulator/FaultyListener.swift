import Foundation
import Glibc
import Synchronization

/// Sits in front of the service and does things to connections that no HTTP server does, then passes them on.
final class FaultyListener: Sendable {
    let port: UInt16
    private let socket: Int32
    private let upstream: UInt16
    private let faults: Mutex<[(kind: Fault.Kind, remaining: Int)]>
    private let isClosed = Mutex(false)

    /// - Parameter upstream: The service's port on loopback.
    init(port: UInt16, upstream: UInt16, faults: [Fault]) throws {
        socket = try LoopbackSocket.bound(to: port)
        self.port = try LoopbackSocket.port(of: socket)
        self.upstream = upstream
        self.faults = Mutex(
            faults.compactMap { fault in
                if case .late = fault.kind { nil } else { (fault.kind, fault.count ?? .max) }
            })
        let delay = faults.map { if case .late(let delay) = $0.kind { delay } else { Duration.zero } }.max() ?? .zero
        // A bound socket that does not listen refuses connections.
        if delay == .zero { listen() }
        Thread.detachNewThread { [self] in
            if delay > .zero {
                Thread.sleep(forTimeInterval: delay / .seconds(1))
                listen()
            }
            serve()
        }
    }

    /// Stops waiting for connections. Open ones end by themselves.
    func close() {
        isClosed.withLock { closed in
            guard !closed else { return }
            closed = true
            // This wakes the thread that waits for a connection.
            shutdown(socket, Int32(SHUT_RDWR))
            Glibc.close(socket)
        }
    }

    private func listen() {
        isClosed.withLock { closed in
            if !closed { _ = Glibc.listen(socket, 64) }
        }
    }

    /// Accepts until the socket is closed.
    private func serve() {
        while true {
            let connection = accept(socket, nil, nil)
            guard connection >= 0 else { return }
            _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
            let fault = nextFault()
            Thread.detachNewThread { [upstream] in
                switch fault {
                case .reset: LoopbackSocket.reset(connection)
                case .garbage: LoopbackSocket.answer(connection, "garbage without a status line\r\n\r\n")
                case .truncate: LoopbackSocket.answer(connection, FaultyListener.truncated)
                default: LoopbackSocket.relay(connection, to: upstream)
                }
            }
        }
    }

    private static let truncated =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2048\r\n\r\n{\"hostname\": \"we"

    private func nextFault() -> Fault.Kind? {
        faults.withLock { faults in
            guard let index = faults.firstIndex(where: { $0.remaining > 0 }) else { return nil }
            faults[index].remaining -= 1
            return faults[index].kind
        }
    }
}
