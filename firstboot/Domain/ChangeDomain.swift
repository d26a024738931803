import Docker
import Edge
import HTTP
import Host
import Installation
import Plan
import Rollout

/// Gives an app another name: checks that the name leads here, serves it beside the old one, gets its certificate, rolls
/// the app out with it, and lets the old one redirect. Until the end, the old one works.
package struct ChangeDomain {
    private let machine: Machine
    private let name: String
    private let values: Values
    private let parameter: Parameter

    /// - Throws: ``Failure`` if the app has no name to change, or this is none.
    package init(_ machine: Machine, to text: String) throws {
        guard machine.plan.stack.edge != nil else {
            throw Failure(
                .usage, "\(machine.plan.app.title) has a proxy of its own, which this cannot look after",
                help: "set the domain by `\(machine.command) configure` and run `\(machine.command) provision`")
        }
        guard let parameter = machine.plan.parameters.first(where: { $0.kind == .hostname }) else {
            throw Failure(
                .usage, "\(machine.plan.app.title) has no parameter for a domain",
                help: "this is for the app's publisher")
        }
        self.machine = machine
        self.parameter = parameter
        name = try Self.name(text)
        if let problem = parameter.problem(with: name) {
            throw Failure(.usage, "`\(name)` is no value of \(parameter.name)", help: "it must be \(problem)")
        }
        let (_, recorded, secrets) = try StateStore(machine).loadSetUp()
        values = Values(machine.plan, recorded, secrets.values)
    }

    private static func name(_ text: String) throws -> String {
        let name = text.lowercased()
        if Syntax.isHostname(name) { return name }
        let help =
            name.contains("*")
            ? "a wildcard's certificate needs access to the domain's DNS: give one name"
            : name.hasSuffix(".")
                ? "write it without the dot at the end"
                : name.utf8.contains { $0 >= 0x80 }
                    ? "write it as DNS has it, with `xn--` (IDNA): `idn2 NAME` prints that"
                    : "write a name such as chat.example.com, without https:// and port"
        throw Failure(.usage, "this is no domain name", help: help)
    }

    private var old: String { values.parameters[parameter.name] ?? "" }

    /// The same machine with the new name.
    private var renamed: Values {
        var parameters = values.parameters
        parameters[parameter.name] = name
        return Values(plan: values.plan, metadata: values.metadata, parameters: parameters, secrets: values.secrets)
    }

    /// What is right and wrong with the name. Nothing is changed, but that the edge serves a token for a moment.
    package func check() async throws -> [Finding] {
        if let other = try MachineEdge(machine).owner(of: name) {
            return [.fail("name", "\(name) is \(other)'s on this machine", help: "choose another name")]
        }
        let authority = values.parameters[Edge.authority.name] ?? ""
        let records = NameRecords(
            name: name, resolver: Resolver(machine.files), publicIPv4: values.metadata.publicIPv4,
            publicIPv6: values.metadata.publicIPv6,
            wantsAuthority: authority.isEmpty && Syntax.isPublicDomain(name))
        let outcome = records.look()
        return outcome.findings
            + (try await DomainProof(machine: machine, name: name).run(outcome.addresses, values))
    }

    /// - Throws: ``Failure`` if the name does not lead here, or anything on the way fails; then the old name is in use.
    package func run() async throws {
        if old == name {
            return machine.console.line("\(name) is \(machine.plan.app.title)'s name already; there is nothing to do.")
        }
        let findings = try await check()
        for finding in findings { finding.show(on: machine.console) }
        guard findings.allSatisfy({ $0.verdict != .fail }) else {
            throw Failure(
                .invalidInput, "\(name) does not lead to this machine as it should",
                help: "nothing was changed; fix what is named above and run this again")
        }
        let door = MachineEdge(machine)
        let file = machine.paths.parameters
        let bytes = try machine.files.read(file)
        do {
            try await door.serve(.names(renamed), values)
            try await awaitCertificate()
            try await door.keepNames(values)
            try ParametersFile(machine).keep([parameter.name: name])
            try await Rollout.run(.provision(), on: machine)
        } catch {
            machine.console.line("Going back to \(old.isEmpty ? "the machine's address" : old)…")
            if let bytes { try machine.files.write(file, bytes, mode: 0o600) } else { try machine.files.remove(file) }
            try await Rollout.run(.provision(), on: machine)
            throw error
        }
        machine.console.line("\(machine.plan.app.title) is at https://\(name).")
    }

    /// Seconds: the authority has to come and look.
    private static let patience = 120.0

    /// A handshake fails as long as there is none.
    private func awaitCertificate() async throws {
        guard let address = renamed.edgeAddress(for: "https://\(name)/") else { return }
        var policy = Policy.once
        policy.verifiesCertificates = false
        policy.redirects = .never
        var request = Request("HEAD", "https://\(name)/")
        request.connectTo = address
        var last = ""
        let isThere = try await Pace.poll(within: Self.patience) { waited -> Bool? in
            do throws(HTTPError) {
                _ = try Client(policy: policy).send(request)
                return true
            } catch {
                last = error.failure.description
                machine.console.waiting("\(name): waiting for the certificate", seconds: Int(waited))
                return nil
            }
        }
        if isThere == true { return }
        throw Failure(
            .unavailable, "there is no certificate for \(name) after \(Int(Self.patience)) s: \(last)",
            details: await MachineEdge(machine).lastLines(),
            help:
                "the authority's answer is above. It signs again for a name that has failed five times only after an hour"
        )
    }
}
