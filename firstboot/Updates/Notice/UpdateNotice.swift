import HTTP
import Host
import Installation
import JSON
import Plan
import Release

/// Whether there is a newer release, as the machine knows it. It is shown and never acted on.
///
/// An hourly timer asks the release's server for release.json, with the entity tag of the last answer, so that an answer
/// is usually a few bytes. The request has nothing in it that names the machine.
package struct UpdateNotice {
    private let machine: Machine
    private var policy: Policy {
        var policy = Policy.download
        policy.bodyLimit = ReleaseList.limit
        return policy
    }

    package init(_ machine: Machine) { self.machine = machine }

    /// notice.json.
    package struct Record: Codable, Equatable, Sendable {
        private var format = 1
        /// Whether the owner has turned it off.
        package var isOff = false
        /// Of the last list that was verified: its `ETag` and its `Last-Modified`.
        var tag: String?
        var modified: String?
        /// Until when that list is good, as it says it itself.
        var expires: String?
        /// Of the lists that are meant here; nil in a record of an older Landfall.
        var channel: String?
        /// The newest release that was seen and that this machine may have.
        package var version: String?
        /// Until when a list that announced ``version`` is good, in seconds since 1970; nil in a record of an older
        /// Landfall.
        var announcedUntil: Double?
        /// When that list was made, in seconds since 1970; nil in a record of an older Landfall.
        var announcedAt: Double?
        /// When the server was last asked with success, in seconds since 1970.
        package var askedAt: Double?

        /// When the last list ends, in seconds since 1970.
        fileprivate var end: Double { expires.flatMap { Timestamp(iso8601: $0) }?.seconds ?? 0 }

        /// Whether a list has an older version than one in a list that is still good, and was not made
        /// later, as it is where the publisher has withdrawn a release.
        fileprivate func outdates(_ other: ReleaseList, at now: Timestamp) -> Bool {
            guard let version, ReleaseVersion(other.version) < ReleaseVersion(version) else { return false }
            let made = Timestamp(iso8601: other.created)?.seconds ?? 0
            if let announcedAt, made > announcedAt { return false }
            return now.seconds < announcedUntil ?? end
        }

        fileprivate mutating func announce(_ list: ReleaseList) {
            let until = Timestamp(iso8601: list.expires)?.seconds ?? 0
            // A list that was signed again is good for longer than the copy from before.
            announcedUntil = version == list.version ? max(until, announcedUntil ?? 0) : until
            version = list.version
            announcedAt = Timestamp(iso8601: list.created)?.seconds
        }
    }

    /// A damaged one is like none, and so is what was learnt from another channel than the installed release's.
    package static func record(on machine: Machine) -> Record {
        let bytes = (try? machine.files.read(machine.paths.notice)).flatMap { $0 }
        guard let record = bytes.flatMap({ try? JSONCoder.decode(Record.self, from: $0) }) else { return Record() }
        guard let channel = record.channel, channel != machine.plan.release?.channel else { return record }
        var other = Record()
        other.isOff = record.isOff
        return other
    }

    /// The version to tell of; nil if there is no newer one than this program's, or the notice is off.
    package static func newer(on machine: Machine) -> String? {
        let record = record(on: machine)
        guard !record.isOff, !isDisabled(machine), let version = record.version,
            ReleaseVersion(machine.release.version) < ReleaseVersion(version)
        else { return nil }
        return version
    }

    /// The line for `status`, `motd` and `credentials`; nil if there is nothing to tell.
    package static func line(on machine: Machine, at now: Timestamp = .now) -> String? {
        let record = record(on: machine)
        if !record.isOff, !isDisabled(machine), let expires = record.expires,
            let end = Timestamp(iso8601: expires), end.seconds <= now.seconds
        {
            return
                "the list of releases of \(machine.plan.app.title) has expired on \(expires): nobody can say whether "
                + "there is a newer one; its server may be an old copy, or this machine's clock wrong"
        }
        return newer(on: machine).map {
            "\(machine.plan.app.title) \($0) is out: `\(machine.command) update --check` tells what is new"
        }
    }

    /// Whether a variable turns it off: in this program's environment, or in the `.env` that app.yaml and the owner's
    /// parameters make.
    package static func isDisabled(_ machine: Machine) -> Bool {
        let name = variable(machine.plan)
        if let value = ThisProcess.variable(name) { return isTrue(value) }
        guard let entry = machine.plan.environment.first(where: { $0.name == name }),
            let state = try? StateStore(machine).load().state?.latest
        else { return false }
        let values = Values(machine.plan, state, [:])
        return (try? values.render(entry.value)).map(isTrue) ?? false
    }

    /// `ECHORA_DISABLE_UPDATE_CHECK`.
    package static func variable(_ plan: Plan) -> String {
        plan.app.variablePrefix + "_DISABLE_UPDATE_CHECK"
    }

    private static func isTrue(_ text: String) -> Bool { ["1", "true", "yes", "on"].contains(text.lowercased()) }

    /// Turns it on or off for good.
    package func set(isOff: Bool) throws {
        var record = Self.record(on: machine)
        record.isOff = isOff
        try write(record)
    }

    private func write(_ record: Record) throws {
        try machine.files.createFolder(machine.paths.state, mode: 0o700)
        let bytes = try JSONCoder.encode(record, pretty: true) + [0x0a]
        try machine.files.write(machine.paths.notice, bytes, mode: 0o600)
    }

    /// Asks the server, unless it is off.
    ///
    /// - Returns: The newer version, if there is one.
    /// - Throws: ``Failure`` if the server does not answer, or its list is not to be trusted. What was known stays.
    package func ask() throws -> String? {
        var record = Self.record(on: machine)
        guard !record.isOff, !Self.isDisabled(machine) else { return nil }
        guard let release = machine.plan.release, let folder = release.newest else {
            throw Failure(
                .usage, "\(machine.plan.app.title) has no address at which its newest release is",
                help: "`\(machine.command) update VERSION` takes one by its version")
        }
        let trust: Trust
        do { trust = try Trust(machine.plan) } catch { throw Failure(.usage, error.description, help: error.help) }
        // Once the last list has expired, only a whole one is an answer.
        var condition: [(name: String, value: String)] = []
        if record.end > Timestamp.now.seconds {
            if let tag = record.tag { condition.append(("If-None-Match", tag)) }
            if let modified = record.modified { condition.append(("If-Modified-Since", modified)) }
        }
        let client = Client(policy: policy)
        let answer = try fetch("\(folder)/\(ReleaseList.name)", condition, client)
        if answer.status != 304 {
            let signature = try fetch("\(folder)/\(ReleaseList.signatureName)", [], client)
            do throws(ReleaseRefusal) {
                let list = try trust.list(answer.body, signature: signature.body)
                try list.requireChannel(release.channel)
                learn(list, from: answer, &record)
            } catch {
                throw Failure(.invalidInput, error.description, help: error.help)
            }
            record.channel = release.channel
        }
        record.askedAt = Timestamp.now.seconds.rounded()
        try write(record)
        return Self.newer(on: machine)
    }

    /// - Parameter list: Verified, and of the machine's channel.
    private func learn(_ list: ReleaseList, from answer: Response, _ record: inout Record) {
        if record.outdates(list, at: .now) { return }
        record.expires = list.expires
        var isForLater = false
        // An expired list is no news. A release that cannot be reached in one step is.
        do throws(ReleaseRefusal) {
            try list.requireFit(installed: machine.release.version)
            record.announce(list)
        } catch {
            switch error {
            case .tooOldToUpdate: record.announce(list)
            // By a right clock it may be news: the whole list has to come again.
            case .clockBehind, .expired: isForLater = true
            default: break
            }
        }
        record.tag = isForLater ? nil : answer.headers["etag"]
        record.modified = isForLater ? nil : answer.headers["last-modified"]
    }

    /// - Parameter condition: Headers that say what is known, so that the answer may be that nothing has changed.
    private func fetch(
        _ url: String, _ condition: [(name: String, value: String)], _ client: Client
    ) throws -> Response {
        let headers = [(name: "User-Agent", value: "landfall")] + condition
        let response: Response
        do { response = try client.send(Request("GET", url, headers: headers)) } catch {
            throw Failure(
                .unavailable, "cannot ask for a newer release", details: ["\(error)"],
                help: "the next hour tries again; `\(machine.command) notice off` stops that")
        }
        if response.status == 304, condition.isEmpty {
            throw Failure(
                .unavailable, "\(url) answers that nothing has changed (status 304), and was not asked that",
                help: "its server or a cache before it is wrong: tell its publisher; the next hour tries again")
        }
        guard [200, 304].contains(response.status) else {
            throw Failure(
                .unavailable, "\(url) answers with status \(response.status)", help: "the next hour tries again")
        }
        return response
    }
}
