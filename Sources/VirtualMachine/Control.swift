import Foundation
import Glibc
import Host

/// QEMU's control socket (QMP). It takes one command at a time.
struct Control: Sendable {
    let path: String

    /// Writes what the screen shows as a PNG file.
    func screenshot(to file: String) -> Bool {
        session { order in order("screendump", ["filename": file, "format": "png"]) != nil } ?? false
    }

    /// What the screen shows in VGA's text mode, without line ends. It is read from the video memory.
    ///
    /// - Parameter file: A temporary file for the memory.
    /// - Returns: nil if QEMU is gone. In another mode the text makes no sense.
    func text(by file: String) -> String? {
        session { order in
            // The guest selects a register before each access. So it is paused, and its selection is restored.
            guard order("stop", [:]) != nil else { return nil }
            defer { _ = order("cont", [:]) }
            func monitor(_ line: String) -> String { order("human-monitor-command", ["command-line": line]) ?? "" }
            func port(_ number: String) -> Int {
                let answer = monitor("i /b \(number)").split(separator: "=").last ?? ""
                return Int(answer.filter(\.isHexDigit).drop { $0 == "0" }, radix: 16) ?? 0
            }
            func register(_ number: Int) -> Int {
                _ = monitor("o /b 0x3d4 \(number)")
                return port("0x3d5")
            }
            let chosen = port("0x3d4")
            let first = register(0x0c) << 8 | register(0x0d)
            _ = monitor("o /b 0x3d4 \(chosen)")
            let saved = order("pmemsave", ["val": Self.textMemory, "size": Self.textMemorySize, "filename": file])
            guard saved != nil, let memory = try? Files(.system).read(file) else { return nil }
            return Self.text(in: memory, from: first)
        } ?? nil
    }

    private static let textMemory = 0xb8000
    private static let textMemorySize = 0x8000

    /// - Parameter first: The first visible cell. The memory wraps around.
    static func text(in memory: [UInt8], from first: Int) -> String {
        let cells = memory.count / 2
        guard cells > 0 else { return "" }
        let seen = (0..<80 * 25).map { memory[(first + $0) % cells * 2] }
        return String(decoding: seen.map { (0x20..<0x7f).contains($0) ? $0 : 0x20 }, as: UTF8.self)
    }

    /// - Returns: QEMU's answer to a command, as text; nil if the command failed.
    private typealias Order = (_ name: String, _ arguments: [String: Any]) -> String?

    /// - Returns: nil if QEMU is gone.
    private func session<Result>(_ work: (Order) -> Result) -> Result? {
        let socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { return nil }
        defer { close(socket) }
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        guard connects(socket), answer(socket, "QMP") != nil else { return nil }
        guard send(socket, ["execute": "qmp_capabilities"]), answer(socket, "return") != nil else { return nil }
        return work { name, arguments in
            send(socket, ["execute": name, "arguments": arguments]) ? answer(socket, "return") : nil
        }
    }

    private func connects(_ socket: Int32) -> Bool {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
    }

    private func send(_ socket: Int32, _ order: [String: Any]) -> Bool {
        guard let bytes = try? JSONSerialization.data(withJSONObject: order) else { return false }
        return bytes.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            == bytes.count
    }

    /// Reads lines until one is an answer. Events may come in between.
    private func answer(_ socket: Int32, _ key: String) -> String? {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while read(socket, &byte, 1) == 1 {
            if byte != UInt8(ascii: "\n") {
                line.append(byte)
                continue
            }
            let object = (try? JSONSerialization.jsonObject(with: Data(line))) as? [String: Any] ?? [:]
            if let answer = object[key] { return answer as? String ?? "" }
            if object["error"] != nil { return nil }
            line = []
        }
        return nil
    }
}
