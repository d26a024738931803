import Foundation
import Glibc

/// Plain TCP sockets on 127.0.0.1.
enum LoopbackSocket {
    /// Programs that are started in the meantime must not hold a connection open.
    private static let streamType = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)

    /// A socket that is bound but does not listen yet.
    static func bound(to port: UInt16) throws(EmulatorError) -> Int32 {
        let socket = Glibc.socket(AF_INET, streamType, 0)
        guard socket >= 0 else { throw .socket(lastError()) }
        var yes: Int32 = 1
        setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        guard with(address(port), { bind(socket, $0, $1) }) == 0 else {
            let message = lastError()
            close(socket)
            throw .socket("port \(port): \(message)")
        }
        return socket
    }

    static func port(of socket: Int32) throws(EmulatorError) -> UInt16 {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(socket, $0, &length) }
        }
        guard code == 0 else { throw .socket(lastError()) }
        return UInt16(bigEndian: address.sin_port)
    }

    /// Closes with a reset instead of an orderly end.
    static func reset(_ connection: Int32) {
        readHead(connection)
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(connection, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
        close(connection)
    }

    /// Sends the text without reading the request, and closes.
    static func answer(_ connection: Int32, _ text: String) {
        readHead(connection)
        _ = write(connection, [UInt8](text.utf8))
        close(connection)
    }

    /// Passes bytes both ways until either side ends.
    static func relay(_ connection: Int32, to port: UInt16) {
        defer { close(connection) }
        let upstream = Glibc.socket(AF_INET, streamType, 0)
        guard upstream >= 0 else { return }
        defer { close(upstream) }
        guard with(address(port), { connect(upstream, $0, $1) }) == 0 else { return }
        let isDone = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            copy(from: upstream, to: connection)
            isDone.signal()
        }
        copy(from: connection, to: upstream)
        isDone.wait()
    }

    private static func copy(from source: Int32, to target: Int32) {
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let count = read(source, &buffer, buffer.count)
            guard count > 0, write(target, buffer[..<count]) else { break }
        }
        shutdown(target, Int32(SHUT_WR))
        shutdown(source, Int32(SHUT_RD))
    }

    private static func write(_ target: Int32, _ bytes: some Collection<UInt8>) -> Bool {
        var rest = [UInt8](bytes)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(target, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Unread bytes would turn an orderly end into a reset.
    private static func readHead(_ connection: Int32) {
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        _ = read(connection, &buffer, buffer.count)
    }

    private static func address(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    private static func with(
        _ address: sockaddr_in, _ call: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                call($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    private static func lastError() -> String { String(cString: strerror(errno)) }
}

/// A free port of 127.0.0.1 outside the range from which the kernel assigns ports. A port in that range could be taken
/// by a connection or another service at any moment.
///
/// - Parameter taken: Ports that are not acceptable.
public func freeLoopbackPort(except taken: some Collection<Int> = []) throws(EmulatorError) -> Int {
    for _ in 0..<100 {
        // Below net.ipv4.ip_local_port_range as Linux has it, from 32768 on.
        let port = UInt16.random(in: 20_000..<32_768)
        guard !taken.contains(Int(port)), let socket = try? LoopbackSocket.bound(to: port) else { continue }
        close(socket)
        return Int(port)
    }
    throw .socket("none of a hundred ports of 127.0.0.1 is free")
}
