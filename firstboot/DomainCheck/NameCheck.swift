import Docker
import Edge
import Installation
import Plan

/// Whether a name leads to this machine: what DNS says of it, then a token that is fetched through it.
package struct NameCheck {
    private let machine: Machine
    private let name: String
    /// What the app is now, by whatever name.
    private let values: Values

    package init(_ machine: Machine, _ name: String, _ values: Values) {
        self.machine = machine
        self.name = name
        self.values = values
    }

    /// What DNS says, and the addresses that the name leads to. Nothing changes.
    package func look(_ resolver: Resolver) -> NameRecords.Outcome { records(resolver).look() }

    /// Which records to set where, in words.
    package var wanted: String { records(Resolver(machine.files)).wanted }

    private func records(_ resolver: Resolver) -> NameRecords {
        NameRecords(
            name: name, resolver: resolver, publicIPv4: values.metadata.publicIPv4,
            publicIPv6: values.metadata.publicIPv6, wantsAuthority: isPubliclySigned)
    }

    /// Whether one of the public authorities signs: they come from outside, and go by CAA records.
    private var isPubliclySigned: Bool {
        let authority = values.parameters[Edge.authority.name] ?? ""
        return MachineEdge.asksAuthority(for: name, values) && NameRecords.isPublic(authority: authority)
    }

    /// Fetches the token through each address. The edge serves it for a moment; nothing else changes.
    ///
    /// - Parameter isFirst: Whether nothing of the app is there yet: then the edge is started, and serves only the token.
    package func prove(_ addresses: [String], isFirst: Bool = false) async throws -> [Finding] {
        let edge = MachineEdge(machine)
        if isFirst {
            try await AwaitEngine(machine).run()
            try await edge.open(nil)
        } else {
            try edge.requireRunning()
        }
        let proof = DomainProof(
            machine: machine, name: name, publicIPv4: values.metadata.publicIPv4,
            publicIPv6: values.metadata.publicIPv6)
        return try await proof.run(addresses, isFirst ? nil : values)
    }
}

extension [Finding] {
    /// Whether something is wrong with the name.
    package var haveFailure: Bool { contains { $0.verdict == .fail } }
}
