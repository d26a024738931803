import Glibc

/// What a connection is carried by: TCP alone, or TLS on it.
protocol Channel: AnyObject {
    /// - Returns: How it went; the bytes are in the buffer.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Transport
    func write(_ bytes: UnsafeRawBufferPointer) -> Transport
    /// Says goodbye, where the protocol has words for it.
    func end()
}

enum Transport: Equatable {
    case moved(Int)
    /// Nothing moves until the socket can be read or written.
    case waitsToRead, waitsToWrite
    case ended
}

final class PlainChannel: Channel {
    private let socket: Int32

    init(_ socket: Int32) { self.socket = socket }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Transport {
        outcome(recv(socket, buffer.baseAddress, buffer.count, 0), waits: .waitsToRead)
    }

    func write(_ bytes: UnsafeRawBufferPointer) -> Transport {
        outcome(send(socket, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL)), waits: .waitsToWrite)
    }

    func end() {}

    private func outcome(_ count: Int, waits: Transport) -> Transport {
        if count > 0 { return .moved(count) }
        return count < 0 && (errno == EAGAIN || errno == EINTR) ? waits : .ended
    }
}

/// One connection, from its first byte to its last. It carries one request.
final class Connection {
    enum Phase {
        /// Nothing has come: whether it begins with TLS is not known.
        case new
        case reading
        /// The answer depends on somebody else.
        case waiting
        case writing
        /// The answer is out, and what still comes is thrown away: a close with unread bytes would take it back.
        case draining
        case over
    }

    let socket: Int32
    /// The sender's address, or the network that it can choose addresses of.
    let client: String
    private(set) var phase = Phase.new
    private(set) var isSecure = false
    /// What is awaited of the socket.
    private(set) var events = Int16(POLLIN)
    var deadline: ContinuousClock.Instant

    private var channel: any Channel
    private var reader = RequestReader()
    private var output: [UInt8] = []
    private var sent = 0
    private var drained = 0
    private var isHead = false

    /// Until when a request has to be here whole, an answer taken, a connection closed.
    static let patience = Duration.seconds(15)
    static let drainPatience = Duration.seconds(2)
    static let drainLimit = 256 << 10

    init(_ socket: Int32, client: String, now: ContinuousClock.Instant) {
        self.socket = socket
        self.client = client
        channel = PlainChannel(socket)
        deadline = now + Self.patience
    }

    deinit { close(socket) }

    /// Goes on as far as it can without waiting.
    ///
    /// - Parameters:
    ///   - secure: Makes the TLS side of the connection; nil where there is none.
    ///   - answer: Gives the answer to a request; nil if it comes later, by ``reply(_:)``.
    func go(
        now: ContinuousClock.Instant, secure: (Int32) -> (any Channel)?,
        answer: (PageRequest, Connection) -> PageResponse?
    ) {
        while true {
            switch phase {
            case .new:
                var first: UInt8 = 0
                let count = recv(socket, &first, 1, Int32(MSG_PEEK))
                if count < 0 && (errno == EAGAIN || errno == EINTR) { return look(for: .waitsToRead) }
                guard count == 1 else { return finish() }
                // A TLS record of a handshake (RFC 8446, section 5.1).
                if first == 22 {
                    guard let channel = secure(socket) else { return finish() }
                    self.channel = channel
                    isSecure = true
                }
                phase = .reading
            case .reading: if !read(now, answer) { return }
            case .waiting: return look(for: nil)
            case .writing: if !write(now) { return }
            case .draining: if !drain() { return }
            case .over: return
            }
        }
    }

    /// Answers the request that it waits with.
    func reply(_ response: PageResponse, now: ContinuousClock.Instant) {
        output = response.bytes(withBody: !isHead)
        phase = .writing
        events = Int16(POLLOUT)
        deadline = now + Self.patience
    }

    func finish() {
        phase = .over
        shutdown(socket, Int32(SHUT_RDWR))
    }

    private func read(_ now: ContinuousClock.Instant, _ answer: (PageRequest, Connection) -> PageResponse?) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 8 << 10)
        let outcome = buffer.withUnsafeMutableBytes { channel.read(into: $0) }
        guard case .moved(let count) = outcome else { return stop(outcome) }
        switch reader.take(buffer[..<count]) {
        case .incomplete: break
        case .refused(let status): reply(.refusal(status), now: now)
        case .request(let request):
            isHead = request.method == "HEAD"
            phase = .waiting
            if let response = answer(request, self) { reply(response, now: now) }
        }
        return true
    }

    private func write(_ now: ContinuousClock.Instant) -> Bool {
        let outcome = output.withUnsafeBytes { channel.write(UnsafeRawBufferPointer(rebasing: $0[sent...])) }
        guard case .moved(let count) = outcome else { return stop(outcome) }
        sent += count
        if sent == output.count {
            channel.end()
            shutdown(socket, Int32(SHUT_WR))
            phase = .draining
            deadline = now + Self.drainPatience
        }
        return true
    }

    private func drain() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 8 << 10)
        let count = recv(socket, &buffer, buffer.count, 0)
        if count < 0 && (errno == EAGAIN || errno == EINTR) { return stop(.waitsToRead) }
        drained += max(count, 0)
        if count <= 0 || drained > Self.drainLimit { finish() }
        return true
    }

    private func stop(_ outcome: Transport) -> Bool {
        if outcome == .ended { finish() } else { look(for: outcome) }
        return false
    }

    private func look(for outcome: Transport?) {
        events = outcome == .waitsToWrite ? Int16(POLLOUT) : outcome == .waitsToRead ? Int16(POLLIN) : 0
    }
}
