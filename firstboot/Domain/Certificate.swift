import Edge
import HTTP
import Host
import Installation
import Plan

/// The certificate of a name that the edge serves beside the old one.
struct Certificate {
    let machine: Machine
    let name: String
    /// With the new name.
    let values: Values

    /// Seconds: the authority has to come and look.
    private static let patience = 120.0

    /// How often an authority is asked without success within an hour. Let's Encrypt refuses a name for the rest of an hour after five
    /// failures, and a try may be two of them, one for each way to prove the name that Caddy has without DNS.
    ///
    /// Source: letsencrypt.org/docs/rate-limits, "Authorization Failures per Hostname per Account".
    static let triesAnHour = 2
    static let hour = 3600.0

    /// Seconds until the authority may be asked again; nil if it may now.
    static func wait(_ tries: [Double], now: Double) -> Double? {
        // A clock that was wrong must not shut the owner out for longer.
        let recent = tries.filter { $0 <= now && now - $0 < hour }.sorted()
        guard recent.count >= triesAnHour else { return nil }
        return recent[recent.count - triesAnHour] + hour - now
    }

    private var asksAuthority: Bool { MachineEdge.asksAuthority(for: name, values) }

    /// - Throws: ``Failure`` that tells the waiting time if the authority has been asked too often.
    func refuseTooManyTries() throws {
        guard asksAuthority else { return }
        let now = Timestamp.now.seconds
        guard let wait = Self.wait(try MachineEdge(machine).tries(of: name), now: now) else { return }
        let minutes = Int((wait / 60).rounded(.up))
        let time = Timestamp(seconds: now + Double(minutes * 60)).iso8601.map { ", at \($0)" } ?? ""
        throw Failure(
            .unavailable,
            "the authority has been asked for \(name) \(Self.triesAnHour) times within an hour, and gave no certificate",
            help:
                "run this again in \(minutes) min\(time): after a few failures more, the authority would refuse the name "
                + "for longer. `\(machine.command) domain \(name) --check` asks no authority")
    }

    /// Waits until the edge has it.
    ///
    /// - Throws: ``Failure`` with the authority's answer, as soon as it has refused.
    func obtain() async throws {
        let door = MachineEdge(machine)
        let start = Timestamp.now.seconds
        if asksAuthority {
            // Before it is asked: a cut counts as well.
            let recent = try door.tries(of: name).filter { $0 <= start && start - $0 < Self.hour }
            try await door.note(tries: recent + [start], of: name)
        }
        try await door.serve(.names(values), try recorded())
        try await awaitIt(door, since: start)
        if asksAuthority { try await door.note(tries: [], of: name) }
    }

    private func recorded() throws -> Values {
        let (_, recorded, secrets) = try StateStore(machine).loadSetUp()
        return Values(machine.plan, recorded, secrets.values)
    }

    /// A handshake fails as long as there is none.
    private func awaitIt(_ door: MachineEdge, since start: Double) async throws {
        guard let address = values.edgeAddress(for: "https://\(name)/") else { return }
        var policy = Policy.once
        policy.verifiesCertificates = false
        policy.redirects = .never
        var request = Request("HEAD", "https://\(name)/")
        request.connectTo = address
        enum End {
            case there
            case refused(String)
        }
        var last = ""
        let end = try await Pace.poll(within: Self.patience) { waited -> End? in
            do throws(HTTPError) {
                _ = try Client(policy: policy).send(request)
                return .there
            } catch { last = error.failure.description }
            if let words = try await door.refusal(of: name, since: start) { return .refused(words) }
            machine.console.waiting("\(name): waiting for the certificate", seconds: Int(waited))
            return nil
        }
        switch end {
        case .there: return
        case .refused(let words):
            throw Failure(
                .unavailable, "the authority gives no certificate for \(name)", details: [words],
                help: "fix what it says, then run this again; \(limits)")
        case nil:
            throw Failure(
                .unavailable, "there is no certificate for \(name) after \(Int(Self.patience)) s: \(last)",
                details: await door.lastLines(), help: "the edge's last words are above; \(limits)")
        }
    }

    private var limits: String {
        "the authority limits failures, so this asks it at most \(Self.triesAnHour) times an hour"
    }
}
