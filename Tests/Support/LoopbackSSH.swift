import Foundation
import Host

/// A real OpenSSH server on loopback, with keys of its own, that lets root in.
public final class LoopbackSSH: Sendable {
    /// It needs root, as whom it logs people in.
    public static let isPossible = Tool.isInstalled("sshd") && Tool.isInstalled("ssh-keygen") && getuid() == 0

    private let folder = TemporaryFolder()
    private let process: Process
    private let port: UInt16

    /// As ssh takes it.
    public var host: String { "ssh://root@127.0.0.1:\(port)" }
    /// The private key that it lets in.
    public var identity: String { folder.file("identity") }
    /// The public key that it shows: its kind and itself.
    public let hostKey: String

    /// Its shells start in a home folder of their own: what the account's `~/.bashrc` does is no part of a test, and may
    /// wait for a lock.
    ///
    /// - Parameter programs: A folder that its commands look for programs in first.
    public init(programs: String) throws {
        guard let keygen = Tool("ssh-keygen"), let sshd = Tool.path(of: "sshd") else { throw NeverHappened() }
        for name in ["identity", "host"] {
            _ = try keygen.run(["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", folder.file(name)])
        }
        hostKey = try folder.read("host.pub").trimmingCharacters(in: .whitespacesAndNewlines)
        port = try Self.freePort()
        try folder.write(
            "config",
            """
            ListenAddress 127.0.0.1:\(port)
            HostKey \(folder.file("host"))
            AuthorizedKeysFile \(folder.file("identity.pub"))
            PermitRootLogin prohibit-password
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            StrictModes no
            UsePAM no
            PidFile \(folder.file("pid"))
            MaxStartups 100
            SetEnv HOME=\(folder.path) PATH=\(programs):\(ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")
            """)
        // Where it expects its own folder.
        try FileManager.default.createDirectory(atPath: "/run/sshd", withIntermediateDirectories: true)
        process = Process()
        // Not by itself: it closes what Foundation has opened in it, which then takes it for ended and waits for ever.
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", #""$0" -D -e -f "$1"; :"#, sshd, folder.file("config")]
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let start = ContinuousClock.now
        while !Self.answers(port) {
            if ContinuousClock.now - start > .seconds(20) || !process.isRunning { throw NeverHappened() }
            usleep(20_000)
        }
    }

    deinit {
        if let server = Int32(((try? folder.read("pid")) ?? "").filter(\.isNumber)) { kill(server, SIGKILL) }
        // The shell ends with it.
        process.waitUntilExit()
    }

    /// Makes its logins run that first, if their shell is bash.
    public func atLogin(_ line: String) throws { try folder.write(".bashrc", line + "\n") }

    /// Kills the clients that are connected to it, or about to.
    ///
    /// - Returns: How many there were.
    public func cut() -> Int {
        let port = "127.0.0.1:\(port)"
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        var count = 0
        for id in processes.compactMap({ Int32($0) }) {
            guard let data = FileManager.default.contents(atPath: "/proc/\(id)/cmdline") else { continue }
            let words = String(decoding: data, as: UTF8.self).split(separator: "\0")
            guard words.first?.hasSuffix("/ssh") == true, words.contains(where: { $0.hasSuffix(port) }) else {
                continue
            }
            if kill(id, SIGKILL) == 0 { count += 1 }
        }
        return count
    }

    private static func answers(_ port: UInt16) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        address.sin_port = port.bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    private static func freePort() throws -> UInt16 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, length) == 0 && getsockname(descriptor, address, &length) == 0
            }
        }
        guard isBound else { throw NeverHappened() }
        return UInt16(bigEndian: address.sin_port)
    }
}
