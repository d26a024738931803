import Emulator
import HTTP

@testable import Providers

/// Reads as the provider does from a service that answers only these routes.
func read(
    _ provider: Provider, from routes: [Recording.Route], variables: [String] = [],
    policy: Policy = .metadata
) async throws -> Metadata {
    let recording = provider.recording
    let served = provider.recorded(routes, notFound: recording?.notFound ?? .text("", status: 404))
    return try await withService(try MetadataService(provider: served)) { address in
        var reader = MetadataReader(provider: provider)
        reader.baseURL = address
        reader.variableNames = variables
        reader.policy = policy
        reader.timing = VirtualClock().timing()
        return try reader.read()
    }
}

extension Provider {
    /// The same provider with a service that answers only these routes.
    func recorded(_ routes: [Recording.Route], notFound: Recording.Answer) -> Provider {
        let machine = RecordedMachine(instanceID: "", hostname: "", publicIPv4: "")
        let variant = Recording.Variant(name: "test", summary: "", machine: machine, routes: { _ in routes })
        return Provider(
            id: id, title: title, facts: facts, metadata: metadata,
            recognizes: recognizes, read: read,
            recording: Recording(variants: [variant], vendor: "", notFound: notFound))
    }

    /// The routes of a recorded machine.
    func routes(of variant: String) -> [Recording.Route] {
        recording?.variants.filter { $0.name == variant }.flatMap { $0.routes($0.machine) } ?? []
    }
}
