import Glibc
import Installation
import Plan
import Providers
import Text

/// What DNS says of a name, as findings for the owner, and the addresses that it leads to.
package struct NameRecords {
    let name: String
    let resolver: Resolver
    /// The machine's own, as its cloud gives them; nil where it has none.
    let publicIPv4: String?
    let publicIPv6: String?
    /// Whether a public authority is to sign for the name.
    let wantsAuthority: Bool

    /// Those that Caddy asks, as CAA records name them; the second one signs as ZeroSSL.
    static let authorities = ["letsencrypt.org", "sectigo.com"]

    /// - Parameter authority: As the app's parameter has it: empty, or the URL of a directory.
    static func isPublic(authority: String) -> Bool {
        authority.isEmpty || authorities.contains { authority.contains($0) }
    }

    package struct Outcome {
        package var findings: [Finding] = []
        package var addresses: [String] = []
    }

    func look() -> Outcome {
        var outcome = Outcome()
        do throws(Resolver.Failure) {
            let v4 = try resolver.records(name, .a).compactMap { Self.address($0, AF_INET) }
            let v6 = try resolver.records(name, .aaaa).compactMap { Self.address($0, AF_INET6) }
            outcome.findings += judge("A", v4, own: publicIPv4) + judge("AAAA", v6, own: publicIPv6)
            outcome.addresses = v4 + v6
            if outcome.addresses.isEmpty { outcome.findings = [.fail("DNS", "\(name) has no address", help: wanted)] }
            if wantsAuthority, !outcome.addresses.isEmpty { outcome.findings += try allowedAuthorities() }
        } catch {
            outcome.findings.append(finding(of: error))
        }
        return outcome
    }

    /// What to set where.
    var wanted: String {
        let records = [publicIPv4.map { "A with \($0)" }, publicIPv6.map { "AAAA with \($0)" }].compactMap(\.self)
        guard !records.isEmpty else {
            return "set a record for \(name) with this machine's address where its DNS is kept"
        }
        return "set these records for \(name) where its DNS is kept: " + records.joined(separator: ", ")
            + "; a change may take as long as the old record's TTL"
    }

    private func finding(of failure: Resolver.Failure) -> Finding {
        switch failure {
        case .noName: .fail("DNS", "\(name) does not exist (NXDOMAIN)", help: wanted)
        case .refused(let code):
            .fail(
                "DNS", "the DNS server cannot find out about \(name) (\(code == 2 ? "SERVFAIL" : "code \(code)"))",
                help:
                    "look at the domain's name servers, and at DNSSEC if it is signed: a tool such as `delv \(name)` says more"
            )
        case .noAnswer:
            .fail(
                "DNS", "no DNS server answers: \(resolver.servers.joined(separator: ", "))",
                help: "look at /etc/resolv.conf and the network")
        }
    }

    /// Of one family. An address that is not the machine's may be a proxy's in front of it; that, the proof shows.
    private func judge(_ type: String, _ found: [String], own: String?) -> [Finding] {
        if found.isEmpty {
            guard let own, type == "A" else { return [] }
            return [.warn(type, "\(name) has none, so those without IPv6 do not reach it", help: "add A with \(own)")]
        }
        return found.map { address in
            if Address.isPrivate(address), wantsAuthority {
                return .fail(
                    type, "\(address) is a private address, and the authority reaches none", help: wanted)
            }
            if Address.isPrivate(address) {
                return .warn(
                    type, "\(address) is a private address: others than this machine's own network do not reach it",
                    help: "only if that is meant: " + wanted)
            }
            if own == nil || address == own { return .pass(type, address) }
            return .warn(
                type, "\(address) is not this machine's address, \(own ?? "")",
                help:
                    "where a proxy in front of this machine has it, such as a CDN, that is as it should be; else change the "
                    + "record to \(own ?? "") or remove it")
        }
    }

    /// The nearest name upwards that has CAA records decides.
    ///
    /// Source: RFC 8659, section 3; the authorities are those that Caddy asks.
    private func allowedAuthorities() throws(Resolver.Failure) -> [Finding] {
        var labels = name.split(separator: ".")
        while labels.count > 1 {
            let place = labels.joined(separator: ".")
            var found: [[UInt8]] = []
            do throws(Resolver.Failure) { found = try resolver.records(place, .caa) } catch {
                // Nothing is at that name.
                if error != .noName { throw error }
            }
            guard !found.isEmpty else {
                labels.removeFirst()
                continue
            }
            let issuers = found.compactMap(Self.issuer)
            let isAllowed = issuers.isEmpty || issuers.contains(where: Self.authorities.contains)
            if isAllowed { return [.pass("CAA", "\(place) allows the certificate authority")] }
            return [
                .fail(
                    "CAA", "\(place) allows only \(issuers.map { $0.isEmpty ? "nobody" : $0 }.joined(separator: ", "))",
                    help: "add CAA 0 issue \"letsencrypt.org\" to \(place)")
            ]
        }
        return []
    }

    /// The domain of an `issue` property, without its parameters; nil for another property.
    static func issuer(_ data: [UInt8]) -> String? {
        guard data.count > 2, data.count >= 2 + Int(data[1]) else { return nil }
        let tag = String(decoding: data[2..<(2 + Int(data[1]))], as: UTF8.self).lowercased()
        guard tag == "issue" else { return nil }
        let value = String(decoding: data[(2 + Int(data[1]))...], as: UTF8.self)
        return value.split(separator: ";", omittingEmptySubsequences: false).first.map {
            $0.filter { $0 != " " }.lowercased()
        }
    }

    private static func address(_ data: [UInt8], _ family: Int32) -> String? {
        guard data.count == (family == AF_INET ? 4 : 16) else { return nil }
        var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard inet_ntop(family, data, &buffer, socklen_t(buffer.count)) != nil else { return nil }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
