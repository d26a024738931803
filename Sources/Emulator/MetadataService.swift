import FlyingFox
import FlyingSocks
import Foundation
import Providers

/// A metadata service on loopback that gives a provider's recorded answers.
public final class MetadataService: Sendable {
    private let responder: Responder
    private let faults: [Fault]
    private let running = Running()

    /// - Parameters:
    ///   - variant: The name of the kind of machine; nil means the provider's first.
    ///   - change: What differs from the recorded machine.
    /// - Throws: ``EmulatorError`` if the provider has no such variant, or no metadata service.
    public init(
        provider: Provider, variant name: String? = nil, faults: [Fault] = [],
        change: (inout RecordedMachine) -> Void = { _ in }
    ) throws(EmulatorError) {
        guard let recording = provider.recording, let first = recording.variants.first
        else { throw .noService(provider: provider.title) }
        let variant = name == nil ? first : recording.variants.first { $0.name == name }
        guard let variant
        else { throw .unknownVariant(name ?? "", known: recording.variants.map(\.name)) }
        var machine = variant.machine
        change(&machine)
        self.faults = faults
        responder = Responder(recording: recording, routes: variant.routes(machine), faults: faults)
    }

    /// Starts to answer.
    /// - Parameter port: 0 for any free one.
    /// - Returns: The base address, without a trailing slash.
    public func start(port: UInt16 = 0) async throws -> String {
        // The server would wait for a port that is taken. Binding a socket shows it at once.
        if port != 0 { close(try LoopbackSocket.bound(to: port)) }
        let wireFaults = faults.filter(\.isOnWire)
        let isFronted = !wireFaults.isEmpty
        let responder = responder
        let server = try HTTPServer.onLoopback(port: isFronted ? 0 : port) { await responder.respond(to: $0) }
        let task = Task { try await server.run() }
        let serverPort = try await server.listeningPort()
        let front = isFronted ? try FaultyListener(port: port, upstream: serverPort, faults: wireFaults) : nil
        await running.keep(server: server, task: task, front: front)
        return "http://127.0.0.1:\(front?.port ?? serverPort)"
    }

    public func stop() async {
        await running.stop()
    }
}

/// What must be stopped with the service.
private actor Running {
    private var server: HTTPServer?
    private var task: Task<Void, any Error>?
    private var front: FaultyListener?

    func keep(server: HTTPServer, task: Task<Void, any Error>, front: FaultyListener?) {
        self.server = server
        self.task = task
        self.front = front
    }

    /// A service that nobody holds any more ends too: each keeps a thread and open files.
    deinit {
        front?.close()
        task?.cancel()
    }

    func stop() async {
        front?.close()
        await server?.stop()
        task?.cancel()
        _ = await task?.result
        (server, task, front) = (nil, nil, nil)
    }
}

public enum EmulatorError: Error, CustomStringConvertible {
    case noService(provider: String)
    case unknownVariant(String, known: [String])
    case notListening
    case socket(String)

    public var description: String {
        switch self {
        case .noService(let provider): "\(provider) has no metadata service to emulate"
        case .unknownVariant(let name, let known):
            "there is no variant \"\(name)\"; known variants: \(known.joined(separator: ", "))"
        case .notListening: "the metadata service does not listen"
        case .socket(let message): "the metadata service cannot listen: \(message)"
        }
    }
}
