import ArgumentParser
import Emulator
import Glibc
import Host
import Providers
import Signals

struct MetadataCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "metadata",
        abstract: "Emulate the metadata services of the clouds.",
        subcommands: [MetadataServe.self, MetadataConnect.self])
}

struct MetadataServe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve one provider's metadata on a loopback port until Ctrl-C.",
        discussion: "Faults: \(Fault.syntax).")

    @Option(
        help:
            "The provider: \(Provider.names(of: Provider.all.filter { $0.recording != nil })). Required without --list.",
        completion: Completions.provider)
    var provider: Provider?

    @Option(
        help: ArgumentHelp(
            "The kind of machine; --list shows all. Default: the provider's first.", valueName: "kind"),
        completion: Completions.variant)
    var variant: String?

    @Option(help: "The port; 0 takes any free one.")
    var port: UInt16 = 0

    @Option(
        help: "A fault to simulate; may be repeated. Default: none.",
        completion: Completions.fault)
    var fault: [Fault] = []

    @Flag(help: "List the providers and their variants, and exit.")
    var list = false

    func validate() throws {
        guard let provider else {
            guard list else { throw ValidationError("Missing --provider; --list shows all.") }
            return
        }
        let known = provider.recording?.variants.map(\.name) ?? []
        if let variant, !known.contains(variant) {
            let names = known.joined(separator: ", ")
            throw ValidationError("\(provider.title) has no variant \"\(variant)\"; it has \(names).")
        }
    }

    func run() async throws {
        guard let provider, !list else {
            print(Self.listing(of: provider.map { [$0] } ?? Provider.all))
            return
        }
        let interruption = Interruption()
        let service = try MetadataService(provider: provider, variant: variant, faults: fault)
        let address = try await service.start(port: port)
        print("\(provider.title)'s metadata service: \(address)")
        print("Try: \(Self.example(provider, address))")
        print("Ctrl-C stops it.")
        // Flush, because a program may read these lines through a pipe.
        fflush(nil)
        await interruption.wait()
        await service.stop()
    }

    static func listing(of providers: [Provider]) -> String {
        providers.flatMap { provider in
            (provider.recording?.variants ?? []).map { "\(provider.id) \($0.name): \($0.summary)" }
        }.joined(separator: "\n")
    }

    static func example(_ provider: Provider, _ address: String) -> String {
        guard let rule = provider.recording?.token else {
            return Command("curl", [address + provider.examplePath]).line
        }
        let token = "$(curl -X PUT -H '\(rule.lifetimeHeader): 300' \(address)\(rule.path))"
        return "curl -H \"\(rule.header): \(token)\" \(address)\(provider.examplePath)"
    }
}

extension Provider {
    /// The first path that answers a GET.
    fileprivate var examplePath: String {
        guard let variant = recording?.variants.first else { return "/" }
        return variant.routes(variant.machine).first { $0.method == "GET" }?.path ?? "/"
    }
}

extension Provider: ExpressibleByArgument {
    public init?(argument: String) {
        guard let provider = Provider.named(argument), provider.recording != nil else { return nil }
        self = provider
    }
}

extension Fault: ExpressibleByArgument {
    public init?(argument: String) {
        self.init(argument)
    }
}
