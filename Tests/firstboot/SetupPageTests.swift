import Foundation
import Glibc
import Host
import Plan
import TestSupport
import Testing

/// The page in the browser while a first boot runs, served by the program as it ships.
@Suite struct SetupPageTests {
    /// A first boot that stops at an image's pull until `go` is called. When Compose is called, it takes the port.
    private struct Held {
        let folder = TemporaryFolder()
        let port: Int
        let boot: Boot

        init() async throws {
            port = try freePort()
            let take =
                "import socket; s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); "
                + "s.bind((\"127.0.0.1\", \(port))); s.listen()"
            boot = try await Boot(
                missingImages: ["web:1"],
                script: """
                    if [[ $verb == pull ]]; then
                        touch \(folder.file("pulls"))
                        for i in $(seq 300); do [[ -e \(folder.file("go")) ]] && break; sleep 0.1; done
                    fi
                    [[ $verb == up ]] && { python3 -c '\(take)' && touch \(folder.file("free")); }
                    """)
        }

        func go() throws { try folder.write("go", "") }
        func isThere(_ name: String) -> Bool { FileManager.default.fileExists(atPath: folder.file(name)) }

        /// nil where nobody listens. Landfall's own client takes a 503 for a failure.
        func ask(_ accept: String) -> (status: Int?, text: String)? {
            guard let socket = try? connection(to: port) else { return nil }
            defer { close(socket) }
            let request = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: \(accept)\r\n\r\n"
            guard send(socket, request, request.utf8.count, Int32(MSG_NOSIGNAL)) > 0 else { return nil }
            var answer: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 4096)
            while case let count = recv(socket, &buffer, buffer.count, 0), count > 0 { answer += buffer[..<count] }
            let text = String(decoding: answer, as: UTF8.self)
            return (text.split(separator: " ").dropFirst().first.flatMap { Int($0) }, text)
        }
    }

    @Test func `a browser sees the steps, and the port is free when the services start`() async throws {
        let held = try await Held()
        async let run = held.boot.run("provision", ["--page", "127.0.0.1:\(held.port)"])
        try await eventually { held.isThere("pulls") }
        try await eventually { held.ask("text/html")?.text.contains("Starting the services") == true }
        let page = try #require(held.ask("text/html"))
        #expect(page.status == 503)
        #expect(page.text.contains("<h1>Demo</h1>"))
        #expect(page.text.contains("aria-current=\"step\"><span class=\"unseen\"></span>Starting the services<"))
        let answer = try #require(held.ask("*/*"))
        #expect(answer.status == 503 && answer.text.contains(#""step":"Starting the services""#))
        for secret in try held.boot.secrets.values { #expect(!page.text.contains(secret)) }
        try held.go()
        let result = try await run
        #expect(result.status == 0, "\(result.lastLines)")
        #expect(held.isThere("free"), "\(result.lastLines)")
        #expect(held.ask("text/html") == nil)
        #expect(!FileManager.default.fileExists(atPath: held.boot.folder.file("root/run/landfall-demo.page")))
    }

    @Test func `a killed first boot takes its page with it, and the next one shows it again`() async throws {
        let held = try await Held()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: held.boot.binary)
        process.arguments = [
            "provision", "--root", held.boot.folder.file("root"), "--metadata-url", held.boot.metadataURL, "--page",
            "127.0.0.1:\(held.port)",
        ]
        process.environment = ProcessInfo.processInfo.environment.merging(
            held.boot.docker.environment.compactMapValues { $0 }
        ) { $1 }
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        defer { kill(process.processIdentifier, SIGKILL) }
        try await eventually { held.ask("text/html") != nil }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        try await eventually { held.ask("text/html") == nil }
        async let second = held.boot.run("provision", ["--page", "127.0.0.1:\(held.port)"])
        try await eventually { held.ask("text/html") != nil }
        try held.go()
        #expect(try await second.status == 0)
        #expect(held.isThere("free"))
    }

    /// Such as nginx.
    @Test func `where somebody else has the port, there is no page and no error`() async throws {
        let taken = try TakenPort()
        let boot = try await Boot()
        let result = try await boot.run("provision", ["--page", "127.0.0.1:\(taken.port)"])
        #expect(result.status == 0, "\(result.lastLines)")
        #expect(!result.lastLines.joined().contains("\(taken.port)"))
    }

    @Test func `another run that needs the port gets it`() async throws {
        let held = try await Held()
        // As `prepare` of this app or another's first boot shows it.
        let page = Process()
        page.executableURL = URL(fileURLWithPath: held.boot.binary)
        page.arguments = ["page", "--root", held.boot.folder.file("root"), "--at", "127.0.0.1:\(held.port)"]
        let input = Pipe()
        page.standardInput = input
        try FileManager.default.createDirectory(
            atPath: held.boot.folder.file("root/run"), withIntermediateDirectories: true)
        try page.run()
        defer { page.terminate() }
        try await eventually { held.ask("text/html") != nil }
        try held.go()
        let result = try await held.boot.run("provision", ["--page", "none"])
        #expect(result.status == 0, "\(result.lastLines)")
        #expect(held.isThere("free"), "\(result.lastLines)")
        page.waitUntilExit()
    }

    /// More of them than it has room for, and none of them says anything.
    @Test func `clients that say nothing keep nobody out`() async throws {
        let held = try await Held()
        async let run = held.boot.run("provision", ["--page", "127.0.0.1:\(held.port)"])
        try await eventually { held.ask("text/html") != nil }
        let silent = try (0..<100).map { _ in try connection(to: held.port) }
        defer { for socket in silent { close(socket) } }
        #expect(held.ask("text/html")?.status == 503)
        try held.go()
        #expect(try await run.status == 0)
        #expect(held.isThere("free"))
    }

    @Test func `a machine that is set up shows nothing`() async throws {
        let boot = try await Boot()
        #expect(try await boot.run("provision").status == 0)
        let port = try freePort()
        let second = try await boot.run("provision", ["--page", "127.0.0.1:\(port)"])
        #expect(second.status == 0)
        #expect(!FileManager.default.fileExists(atPath: boot.folder.file("root/run/landfall-demo.page")))
    }
}

/// A TCP port of loopback that somebody listens on.
final class TakenPort {
    private let socket: Int32
    let port: Int

    /// - Parameter wanted: 0 for any.
    init(_ wanted: Int = 0) throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(wanted).bigEndian
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = socket
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && listen(descriptor, 1) == 0 && getsockname(descriptor, $0, &size) == 0
            }
        }
        guard isBound else {
            close(socket)
            throw NobodyListens()
        }
        port = Int(UInt16(bigEndian: address.sin_port))
    }

    deinit { close(socket) }
}

/// A port that nobody gets by chance: a process that asks for any port, or connects to somewhere, gets another kind.
/// Whoever connects to one of those while nobody listens may even reach itself.
func freePort() throws -> Int {
    for _ in 0..<100 {
        let port = Int.random(in: 20_000..<32_000)
        if (try? TakenPort(port)) != nil { return port }
    }
    throw NobodyListens()
}

private struct NobodyListens: Error {}

private func connection(to port: Int) throws -> Int32 {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
    let isOpen = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
    }
    guard isOpen else {
        close(socket)
        throw NobodyListens()
    }
    return socket
}
