import Foundation
import Glibc
import Synchronization
import Testing

@testable import DomainCheck

/// A DNS server on a loopback address of its own, port 53: resolv.conf knows no other port.
final class NameServer: Sendable {
    enum Reply: Sendable, Equatable {
        case records([(DNSMessage.RecordType, [UInt8])])
        case code(UInt8)
        case silence

        static func == (one: Reply, other: Reply) -> Bool { "\(one)" == "\(other)" }
    }

    static let isPossible = geteuid() == 0

    let address: String
    private let socket: Int32
    private let names: Names

    private final class Names: Sendable {
        let replies: Mutex<[String: Reply]>
        init(_ replies: [String: Reply]) { self.replies = Mutex(replies) }
    }

    /// - Parameter names: What it says of each; of others, that they do not exist.
    init(_ names: [String: Reply]) throws {
        address = "127.77.\(Int.random(in: 0...255)).\(Int.random(in: 1...254))"
        socket = Glibc.socket(AF_INET, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_port = UInt16(53).bigEndian
        inet_pton(AF_INET, address, &place.sin_addr)
        let known = Names(names)
        self.names = known
        let descriptor = socket
        let isBound = withUnsafePointer(to: &place) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        try #require(isBound)
        Thread.detachNewThread { Self.serve(descriptor, known) }
    }

    /// What it says from now on.
    func say(_ replies: [String: Reply]) { names.replies.withLock { $0 = replies } }

    deinit {
        shutdown(socket, Int32(SHUT_RDWR))
        close(socket)
    }

    private static func serve(_ socket: Int32, _ names: Names) {
        while true {
            var client = sockaddr_storage()
            var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
            var buffer = [UInt8](repeating: 0, count: 2048)
            let count = withUnsafeMutablePointer(to: &client) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    recvfrom(socket, &buffer, buffer.count, 0, $0, &size)
                }
            }
            if count <= 0 { return }
            guard let answer = answer(Array(buffer.prefix(count)), names.replies.withLock { $0 }) else { continue }
            _ = withUnsafePointer(to: &client) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    sendto(socket, answer, answer.count, 0, $0, size)
                }
            }
        }
    }

    static func answer(_ question: [UInt8], _ names: [String: Reply]) -> [UInt8]? {
        var labels: [String] = []
        var place = 12
        while place < question.count, question[place] > 0 {
            let end = place + 1 + Int(question[place])
            labels.append(String(decoding: question[(place + 1)..<end], as: UTF8.self))
            place = end
        }
        let asked = Array(question[12..<(place + 5)])
        let type = UInt16(question[place + 1]) << 8 | UInt16(question[place + 2])
        let reply = names[labels.joined(separator: ".")] ?? .code(3)
        var records: [(DNSMessage.RecordType, [UInt8])] = []
        var code: UInt8 = 0
        switch reply {
        case .silence: return nil
        case .code(let number): code = number
        case .records(let all): records = all.filter { $0.0.rawValue == type }
        }
        var bytes = Array(question.prefix(2)) + [0x81, 0x80 | code, 0, 1]
        bytes += DNSMessage.word(UInt16(records.count)) + [0, 0, 0, 0] + asked
        for (type, data) in records {
            // A pointer to the name that was asked for.
            bytes += [0xC0, 12] + DNSMessage.word(type.rawValue) + [0, 1, 0, 0, 0, 60]
            bytes += DNSMessage.word(UInt16(data.count)) + data
        }
        return bytes
    }

    static func caa(_ issuer: String) -> [UInt8] { [0, 5] + Array("issue".utf8) + Array(issuer.utf8) }
}
