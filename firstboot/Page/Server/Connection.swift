import Glibc

/// One connection, from its first byte to its last. It carries one request.
final class Connection {
    private enum Phase {
        case reading, writing
        /// The answer is out, and what still comes is thrown away: a close with unread bytes would take it back.
        case draining
        case over
    }

    let socket: Int32
    private var phase = Phase.reading
    private(set) var deadline: ContinuousClock.Instant
    private var reader = RequestReader()
    private var output: [UInt8] = []
    private var sent = 0
    private var drained = 0

    /// Until when a request has to be here whole, an answer taken, a connection closed.
    static let patience = Duration.seconds(15)
    static let drainPatience = Duration.seconds(2)
    static let drainLimit = 256 << 10

    init(_ socket: Int32, now: ContinuousClock.Instant) {
        self.socket = socket
        deadline = now + Self.patience
    }

    deinit { close(socket) }

    /// What is awaited of the socket.
    var events: Int16 { Int16(phase == .writing ? POLLOUT : POLLIN) }
    var isOver: Bool { phase == .over }

    /// Goes on as far as it can without waiting.
    func go(now: ContinuousClock.Instant, answer: (PageRequest) -> PageResponse) {
        while true {
            let goesOn =
                switch phase {
                case .reading: read(now, answer)
                case .writing: write(now)
                case .draining: drain()
                case .over: false
                }
            if !goesOn { return }
        }
    }

    func finish() {
        phase = .over
        shutdown(socket, Int32(SHUT_RDWR))
    }

    private func read(_ now: ContinuousClock.Instant, _ answer: (PageRequest) -> PageResponse) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 8 << 10)
        let count = recv(socket, &buffer, buffer.count, 0)
        guard count > 0 else { return stop(count) }
        switch reader.take(buffer[..<count]) {
        case .incomplete: return true
        case .refused(let status): output = PageResponse.refusal(status).bytes(withBody: true)
        case .request(let request): output = answer(request).bytes(withBody: request.method != "HEAD")
        }
        phase = .writing
        deadline = now + Self.patience
        return true
    }

    private func write(_ now: ContinuousClock.Instant) -> Bool {
        let count = output[sent...].withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        guard count > 0 else { return stop(count) }
        sent += count
        if sent == output.count {
            shutdown(socket, Int32(SHUT_WR))
            phase = .draining
            deadline = now + Self.drainPatience
        }
        return true
    }

    private func drain() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 8 << 10)
        let count = recv(socket, &buffer, buffer.count, 0)
        guard count > 0 else { return stop(count) }
        drained += count
        if drained > Self.drainLimit { finish() }
        return true
    }

    /// After a call that has moved nothing: the other side is gone, or has to be waited for.
    private func stop(_ count: Int) -> Bool {
        if count == 0 || errno != EAGAIN && errno != EINTR { finish() }
        return false
    }
}
