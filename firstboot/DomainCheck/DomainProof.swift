import Docker
import Edge
import HTTP
import Host
import Installation
import Plan
import Text

/// Proves that a name leads to this machine: the edge serves a random token under it, which is fetched through each of the
/// name's addresses. That finds out what DNS alone does not say: a proxy in front, another machine, an old AAAA record.
struct DomainProof {
    let machine: Machine
    let name: String
    /// The machine's own, as its cloud gives them; nil where it has none.
    let publicIPv4: String?
    let publicIPv6: String?

    static let folder = "/.well-known/landfall-"

    /// - Parameter values: What the edge serves the app by now; nil if it does not serve it yet.
    func run(_ addresses: [String], _ values: Values?) async throws -> [Finding] {
        guard let edge = machine.plan.stack.edge, !addresses.isEmpty else { return [] }
        let token = (0..<16).map { _ in String(UInt8.random(in: 0...255), radix: 16) }.joined()
        let door = MachineEdge(machine)
        let proof = EdgeAddition.proof(host: name, path: Self.folder + token, answer: token)
        var answers: [Answer] = []
        do {
            try await door.serve(proof, values)
            answers = addresses.map { ask($0, token, edge) }
        } catch {
            try? await door.serve(.none, values)
            throw error
        }
        try await door.serve(.none, values)
        return answers.map { finding($0, answers, edge) }
    }

    private struct Answer {
        enum End: Equatable {
            case ours
            /// In words, what answers.
            case others(String)
            case nothing(TransferFailure)
        }
        let address: String
        let end: End

        var isIPv6: Bool { address.contains(":") }
        var title: String { "\(isIPv6 ? "AAAA" : "A") \(address)" }
    }

    private func ask(_ address: String, _ token: String, _ edge: Edge) -> Answer {
        var policy = Policy.once
        policy.connectTimeout = .seconds(5)
        policy.attemptTimeout = .seconds(10)
        policy.deadline = .seconds(10)
        policy.redirects = .never
        policy.verifiesCertificates = false
        var request = Request("GET", "http://\(name)\(Self.folder)\(token)")
        request.connectTo = (address.contains(":") ? "[\(address)]" : address) + ":\(edge.http)"
        do throws(HTTPError) {
            let response = try Client(policy: policy).send(request)
            if response.status == 200, response.body == Array(token.utf8) {
                return Answer(address: address, end: .ours)
            }
            let server = response.headers["server"].map { ", \(VisibleText.of(String($0.prefix(60))))" } ?? ""
            return Answer(address: address, end: .others("status \(response.status)\(server)"))
        } catch {
            return Answer(address: address, end: .nothing(error.failure))
        }
    }

    private func finding(_ answer: Answer, _ all: [Answer], _ edge: Edge) -> Finding {
        let type = answer.isIPv6 ? "AAAA" : "A"
        switch answer.end {
        case .ours: return .pass(answer.title, "leads to this machine")
        case .others(let words):
            // A program of this machine may have the port at this address alone.
            let own = PortConflict.all(edge.ports, project: edge.project).first
            if [publicIPv4, publicIPv6].contains(answer.address), let own {
                return .fail(answer.title, "\(own.name) is not the edge's: \(own.holder)", help: own.help)
            }
            return .fail(
                answer.title,
                "something else answers there (\(words)): another machine, or a CDN that does not lead here",
                help: "change or remove this \(type) record: an authority that asks there gets no answer that counts"
            )
        case .nothing(let failure):
            if isBehindProxy(answer, all) {
                return .warn(
                    answer.title, "this machine has no IPv6, so it cannot be tried from here",
                    help: "a proxy in front of this machine has it, as it has A; else remove the AAAA record")
            }
            return .fail(
                answer.title, "nothing answers there: \(failure)",
                help: answer.isIPv6
                    ? "remove the AAAA record, or give this machine the address: authorities ask it first"
                    : "change the record; and open port 80, also in the cloud's own firewall")
        }
    }

    /// Whether a CDN, which has addresses of both kinds, leads here, and only IPv6 is out of this machine's reach.
    private func isBehindProxy(_ answer: Answer, _ all: [Answer]) -> Bool {
        let others = all.filter { !$0.isIPv6 }
        return answer.isIPv6 && publicIPv6 == nil && answer.end == .nothing(.unreachable) && !others.isEmpty
            && publicIPv4 != nil && others.allSatisfy { $0.end == .ours && $0.address != publicIPv4 }
    }
}
