import Edge
import HTTP
import Host
import Installation
import Plan

/// Proves that a name leads to this machine: the edge serves a random token under it, which is fetched through each of the
/// name's addresses. That finds out what DNS alone does not say: a proxy in front, another machine, an old AAAA record.
struct DomainProof {
    let machine: Machine
    let name: String

    static let folder = "/.well-known/landfall-"

    func run(_ addresses: [String], _ values: Values) async throws -> [Finding] {
        guard let edge = machine.plan.stack.edge, !addresses.isEmpty else { return [] }
        let token = (0..<16).map { _ in String(UInt8.random(in: 0...255), radix: 16) }.joined()
        let door = MachineEdge(machine)
        try await door.serve(.proof(host: name, path: Self.folder + token, answer: token), values)
        let findings = addresses.map { finding($0, token, edge) }
        try await door.serve(.none, values)
        return findings
    }

    private func finding(_ address: String, _ token: String, _ edge: Edge) -> Finding {
        let type = address.contains(":") ? "AAAA" : "A"
        var policy = Policy.once
        policy.connectTimeout = .seconds(5)
        policy.attemptTimeout = .seconds(10)
        policy.deadline = .seconds(10)
        policy.redirects = .never
        policy.verifiesCertificates = false
        var request = Request("GET", "http://\(name)\(Self.folder)\(token)")
        request.connectTo = (address.contains(":") ? "[\(address)]" : address) + ":\(edge.http)"
        let title = "\(type) \(address)"
        do throws(HTTPError) {
            let response = try Client(policy: policy).send(request)
            if response.status == 200, response.body == Array(token.utf8) {
                return .pass(title, "leads to this machine")
            }
            return .fail(
                title, "another machine answers there (status \(response.status))",
                help:
                    "change or remove this record: the authority asks each address, and this one's answer would not count"
            )
        } catch {
            return .fail(
                title, "nothing answers there: \(error.failure)",
                help: type == "AAAA"
                    ? "remove the AAAA record, or give this machine the address: authorities ask it first"
                    : "change the record; and open port 80, also in the cloud's own firewall")
        }
    }
}
