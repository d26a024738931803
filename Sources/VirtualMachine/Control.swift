import Foundation
import Glibc

/// QEMU's own control socket (QMP), for one order at a time.
struct Control: Sendable {
    let path: String

    /// Writes what the screen shows as a PNG file.
    func screenshot(to file: String) -> Bool {
        order("screendump", ["filename": file, "format": "png"])
    }

    /// - Returns: Whether QEMU did as it was told; false also where it is gone.
    private func order(_ name: String, _ arguments: [String: String]) -> Bool {
        let socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { return false }
        defer { close(socket) }
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        guard connects(socket), answers(socket, "QMP") else { return false }
        guard send(socket, ["execute": "qmp_capabilities"]), answers(socket, "return") else { return false }
        return send(socket, ["execute": name, "arguments": arguments]) && answers(socket, "return")
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

    /// Reads lines until one is an answer; events come in between.
    private func answers(_ socket: Int32, _ key: String) -> Bool {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while read(socket, &byte, 1) == 1 {
            if byte != UInt8(ascii: "\n") {
                line.append(byte)
                continue
            }
            let object = (try? JSONSerialization.jsonObject(with: Data(line))) as? [String: Any] ?? [:]
            if object[key] != nil { return true }
            if object["error"] != nil { return false }
            line = []
        }
        return false
    }
}
