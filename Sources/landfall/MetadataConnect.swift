import ArgumentParser
import Foundation
import Glibc

/// Joins standard input and output to a loopback port. QEMU runs it for each connection from a virtual machine to the
/// metadata service; QEMU's own forwarding would share one connection among all.
struct MetadataConnect: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "connect", shouldDisplay: false)

    @Argument var port: UInt16

    func run() throws {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard connected else { throw ExitCode(EX_UNAVAILABLE) }
        Thread.detachNewThread {
            copyAll(from: STDIN_FILENO, to: socket)
            // The guest is gone, so nobody reads the answer.
            Glibc.exit(EXIT_SUCCESS)
        }
        copyAll(from: socket, to: STDOUT_FILENO)
    }
}

private func copyAll(from source: Int32, to target: Int32) {
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while true {
        let count = read(source, &buffer, buffer.count)
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { return }
        var written = 0
        while written < count {
            let more = buffer[written..<count].withUnsafeBytes { write(target, $0.baseAddress, $0.count) }
            guard more > 0 else { return }
            written += more
        }
    }
}
