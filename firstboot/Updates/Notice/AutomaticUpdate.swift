import Host
import ImageMaking
import Installation
import JSON
import Plan
import Release
import Text

/// Updates that the owner has asked for once: after the hourly notice, within some hours of the day. Each is what `update`
/// does, with its checks, its backup and its way back. What somebody has to think about is left to the owner: required
/// stops, and a newer major version of a database, which ``InspectUpdate`` refuses.
package struct AutomaticUpdate: Sendable {
    /// A part of the day, in UTC.
    package struct Window: Equatable, Sendable {
        /// Minutes. A notice comes once an hour, at any minute, so that two may be almost two hours apart.
        static let shortest = 120

        /// The minute of the day, and for how many minutes.
        let start: Int
        let length: Int

        /// - Parameter text: Such as `03:00-05:00`, also over midnight; nil for any other, and for a window that is too
        ///   short.
        package init?(_ text: String) {
            let times = text.split(separator: "-", omittingEmptySubsequences: false).map { time -> Int? in
                let parts = time.split(separator: ":", omittingEmptySubsequences: false)
                guard parts.count == 2,
                    parts.allSatisfy({ $0.count == 2 && $0.allSatisfy { ("0"..."9").contains($0) } }),
                    let hour = Int(parts[0]), let minute = Int(parts[1]), hour < 24, minute < 60
                else { return nil }
                return hour * 60 + minute
            }
            guard times.count == 2, let start = times[0], let end = times[1] else { return nil }
            self.start = start
            length = (end - start + 1440) % 1440
            if length < Self.shortest { return nil }
        }

        package func contains(_ time: Timestamp) -> Bool {
            let minute = Int((time.seconds / 60).rounded(.down)) % 1440
            return (minute - start + 1440) % 1440 < length
        }
    }

    /// auto.json. There is none unless the owner has asked.
    private struct Record: Codable, Sendable {
        var format = 1
        var between: String
        var tried: Try?
    }

    private struct Try: Codable, Sendable {
        var version: String
        /// In seconds since 1970.
        var at: Double
        /// Whether it was in use and its owner has gone back from it.
        var isLeft: Bool?
        /// Why it was not begun; nil once the other release's program has taken over.
        var why: String?
    }

    /// For `status`.
    package struct Standing: Encodable {
        package var between: String
        /// The version that was tried last; absent if none was.
        package var version: String?
        package var at: String?
        package var succeeded: Bool?
    }

    private let machine: Machine

    package init(_ machine: Machine) { self.machine = machine }

    /// A damaged one is like none: then nothing happens by itself.
    private static func record(on machine: Machine) -> Record? {
        let bytes = (try? machine.files.read(machine.paths.automatic)).flatMap { $0 }
        return bytes.flatMap { try? JSONCoder.decode(Record.self, from: $0) }
    }

    private func write(_ record: Record) throws {
        let bytes = try JSONCoder.encode(record, pretty: true) + [0x0a]
        try machine.files.write(machine.paths.automatic, bytes, mode: 0o600)
    }

    // MARK: The owner's choice

    /// - Parameter between: See ``Window/init(_:)``.
    package func turnOn(between: String) throws {
        guard Window(between) != nil else {
            throw Failure(
                .usage, "`\(between)` is no part of a day of at least two hours",
                help: "write it in UTC, such as --between 03:00-05:00")
        }
        guard machine.files.exists(machine.paths.stateFile) else {
            throw Failure(.usage, "\(machine.plan.app.title) is not set up yet")
        }
        let units = Units(machine.plan, machine.paths)
        guard let notice = units.notice, let own = units.update else {
            throw Failure(
                .usage, "the releases of \(machine.plan.app.title) are not signed, or only found by their versions",
                help: "run `sudo \(machine.command) update VERSION` yourself")
        }
        guard !UpdateNotice.record(on: machine).isOff, !UpdateNotice.isDisabled(machine) else {
            throw Failure(
                .usage, "nobody asks for newer releases here", help: "`\(machine.command) notice on` turns that on")
        }
        let unit = try machine.files.read("/etc/systemd/system/\(notice.name)")
        guard
            !machine.files.root.isSystem
                || unit.map({ String(decoding: $0, as: UTF8.self).contains(own.name) }) == true
        else {
            throw Failure(
                .unavailable, "the unit \(notice.name) cannot start an update",
                help: "`sudo \(machine.command) prepare` installs today's, which needs systemd 249 or newer")
        }
        try write(Record(between: between, tried: Self.record(on: machine)?.tried))
        machine.console.line("From now on a newer release is put in between \(between) UTC, after a backup.")
    }

    package func turnOff() throws {
        try machine.files.remove(machine.paths.automatic)
        machine.console.line("No release is put in by itself any more.")
    }

    /// Notes that the owner has gone back from a release: then it is the owner who puts it in again.
    package func leave(_ version: String, at now: Timestamp = .now) throws {
        guard var record = Self.record(on: machine) else { return }
        record.tried = Try(version: version, at: now.seconds.rounded(), isLeft: true)
        try write(record)
    }

    // MARK: What came of it

    package static func standing(on machine: Machine) -> Standing? {
        guard let record = record(on: machine) else { return nil }
        guard let tried = record.tried else { return Standing(between: record.between) }
        return Standing(
            between: record.between, version: tried.version, at: Timestamp(seconds: tried.at).iso8601,
            succeeded: ReleaseVersion(tried.version) <= ReleaseVersion(machine.release.version))
    }

    /// The line for `status` and `motd`; nil where the owner has not asked.
    package static func line(on machine: Machine) -> String? {
        guard let record = record(on: machine), let standing = standing(on: machine) else { return nil }
        guard let version = standing.version, let at = standing.at else {
            return "newer releases are put in by themselves between \(record.between) UTC"
        }
        if record.tried?.isLeft == true, standing.succeeded == false {
            return "\(version) is not put in by itself, since you have gone back from it"
        }
        if standing.succeeded == true { return "\(version) was put in by itself at \(at)" }
        let why = record.tried?.why ?? "it failed, and the release before is back"
        return "\(version) could not be put in by itself at \(at): \(why); "
            + "`journalctl --unit \(machine.paths.unit("update"))` says more, `\(machine.command) update` tries it again"
    }

    // MARK: Doing it

    /// What the unit runs after each notice.
    package func run(at now: Timestamp = .now) async throws {
        guard var record = Self.record(on: machine), let version = due(record, now) else {
            return machine.console.line("There is no release to put in now.")
        }
        var choices = UpdateApp.Choices()
        choices.isAgreed = true
        choices.isUnattended = true
        // What is noted below is of this version. If another one is the newest by now, the next notice tells of it.
        choices.version = version
        let tried = Try(version: version, at: now.seconds.rounded())
        var begun = record
        begun.tried = tried
        choices.onceBegun = { [begun] in try write(begun) }
        do {
            try await UpdateApp(machine, choices) { _ in false }.run()
        } catch {
            let failure = Failure(error)
            // A backup may be running.
            if failure.code != .busy {
                record.tried = tried
                record.tried?.why = failure.message
                try write(record)
            }
            throw failure
        }
    }

    /// The version to put in now; nil if there is none. What has failed after it had begun is for the owner. What could not
    /// begin is tried again the next day.
    private func due(_ record: Record, _ now: Timestamp) -> String? {
        guard let window = Window(record.between), window.contains(now), let version = UpdateNotice.newer(on: machine)
        else { return nil }
        // Its owner has gone back from it.
        let kept = try? KeptReleases(machine).all()
        if kept?.contains(where: { ReleaseVersion($0.version) == ReleaseVersion(version) }) == true {
            return nil
        }
        guard let tried = record.tried, ReleaseVersion(tried.version) == ReleaseVersion(version) else {
            return version
        }
        return tried.why != nil && abs(now.seconds - tried.at) > 20 * 3600 ? version : nil
    }
}
