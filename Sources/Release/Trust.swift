import Host
import Plan

/// Whose releases a machine accepts, and which of them.
///
/// The keys are those in the plan of the release that is installed: the active one, and the spare one, which its
/// publisher keeps offline. Either may sign. A list says in `keys` which keys its own plans have. They become the trusted
/// ones when that release is installed, since they come with its plan. Keys that differ from the present ones count only
/// in a list that the spare has signed, so a thief of the active key cannot shut the publisher out.
public struct Trust: Equatable, Sendable {
    public let app: String
    /// The active key, then the spare one if there is one.
    public let keys: [Minisign.PublicKey]

    /// - Throws: ``ReleaseRefusal/noKeys`` if the plan has no key.
    public init(_ plan: Plan) throws(ReleaseRefusal) {
        try self.init(app: plan.app.name, keys: plan.release?.keys ?? [])
    }

    /// - Parameter keys: The base64 lines, the active one first.
    /// - Throws: ``ReleaseRefusal/noKeys`` if there is no key, or one that is none.
    public init(app: String, keys lines: [String]) throws(ReleaseRefusal) {
        let keys = lines.compactMap { Minisign.PublicKey($0) }
        guard !keys.isEmpty, keys.count == lines.count else { throw .noKeys }
        self.app = app
        self.keys = keys
    }

    /// The list, if a trusted key has signed it and it is this app's.
    ///
    /// Whether it fits this machine now is another question:
    /// ``ReleaseList/requireFit(installed:now:downgrade:evenIfExpired:)``.
    ///
    /// - Parameters:
    ///   - bytes: release.json as it was downloaded.
    ///   - signature: release.json.minisig.
    public func list(_ bytes: [UInt8], signature: [UInt8]) throws(ReleaseRefusal) -> ReleaseList {
        let signature = try Minisign.Signature(reading: signature)
        guard let place = keys.firstIndex(where: { $0.id == signature.keyID }) else {
            throw .wrongKey(Minisign.name(signature.keyID), trusted: keys.map(\.name))
        }
        try signature.verify(bytes, by: keys[place])
        let list = try ReleaseList(reading: bytes)
        guard list.name == app else { throw .otherApp(list.name, app: app) }
        guard signature.trustedComment == list.trustedComment else {
            throw .commentDisagrees(signature.trustedComment, list: list.trustedComment)
        }
        guard place > 0 || list.keys == keys.map(\.line) else { throw .keysChanged(by: keys[place].name) }
        return list
    }

    /// Checks the plan that came with a release: what is stamped must be what was signed for.
    ///
    /// - Throws: ``ReleaseRefusal/mixed(_:_:)`` if its name, version, channel or keys are not the list's.
    public func check(_ plan: Plan, of list: ReleaseList, file: String) throws(ReleaseRefusal) {
        guard plan.app.name == list.name, plan.app.version == list.version else {
            throw .mixed(file, "it is \(plan.app.name) \(plan.app.version), not \(list.name) \(list.version)")
        }
        if let channel = plan.release?.channel, channel != list.channel {
            throw .mixed(file, "it is of the channel \(channel), not \(list.channel)")
        }
        guard plan.release?.keys ?? [] == list.keys else {
            throw .mixed(file, "it trusts other keys than the list names")
        }
    }
}

extension ReleaseList {
    /// How far a machine's clock may be behind the publisher's, in seconds.
    static let clockTolerance = 3_600.0

    /// Checks that a machine may be updated to this release now.
    ///
    /// - Parameters:
    ///   - installed: The version that the machine runs.
    ///   - now: By the machine's clock.
    ///   - downgrade: Whether an older release is wanted.
    ///   - evenIfExpired: Whether this very release is wanted, so that it does not matter whether it is the newest.
    /// - Throws: ``ReleaseRefusal/expired(_:on:)``, ``ReleaseRefusal/clockBehind(now:created:)``,
    ///   ``ReleaseRefusal/olderVersion(_:installed:)``, ``ReleaseRefusal/tooOldToUpdate(installed:minimum:version:)``.
    public func requireFit(
        installed: String, now: Timestamp = .now, downgrade: Bool = false, evenIfExpired: Bool = false
    ) throws(ReleaseRefusal) {
        guard let created = Timestamp(iso8601: created), Timestamp(iso8601: expires) != nil else {
            throw .damagedList("`created` or `expires` is no time")
        }
        // Without a right clock nothing can be said about an expiry.
        guard now.seconds >= created.seconds - Self.clockTolerance else {
            throw .clockBehind(now: now.iso8601 ?? "impossible", created: self.created)
        }
        guard evenIfExpired || !isExpired(at: now) else { throw .expired(version, on: expires) }
        let (own, other) = (ReleaseVersion(version), ReleaseVersion(installed))
        if own < other {
            guard downgrade else { throw .olderVersion(version, installed: installed) }
        } else if let minimumFrom, other < ReleaseVersion(minimumFrom) {
            throw .tooOldToUpdate(installed: installed, minimum: minimumFrom, version: version)
        }
    }

    /// Whether ``expires`` has passed.
    public func isExpired(at now: Timestamp = .now) -> Bool {
        Timestamp(iso8601: expires).map { $0.seconds <= now.seconds } ?? true
    }

    /// Checks that a list which is shown as the newest belongs to the line of releases that the machine follows.
    ///
    /// - Parameter followed: The channel in the plan of the installed release.
    /// - Throws: ``ReleaseRefusal/otherChannel(_:version:followed:)``.
    public func requireChannel(_ followed: String) throws(ReleaseRefusal) {
        guard channel == followed else { throw .otherChannel(channel, version: version, followed: followed) }
    }
}
