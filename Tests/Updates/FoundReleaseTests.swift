import Foundation
import Host
import Installation
import Plan
import Publishing
import Release
import Stamp
import TestSupport
import Testing

@testable import Updates

/// What a machine with Demo 1.4.0 makes of a release in a folder.
@Suite struct FoundReleaseTests {
    private let folder = TemporaryFolder()
    private let active: Minisign.SecretKey
    private let spare: Minisign.SecretKey
    private let name = "demo-generic-\(ThisProcess.architecture)"

    init() throws {
        active = try .make()
        spare = try .make()
    }

    private func plan(_ version: String, app: String = "demo", keys: [String]? = nil) -> Plan {
        var plan = Plan.demo("generic")
        plan.app = App(name: app, title: "Demo", version: version)
        plan.release = Release(url: "https://example.com/demo")
        plan.release?.keys = keys ?? [active.publicKey.line, spare.publicKey.line]
        return plan
    }

    /// Writes a signed release into the folder.
    private func publish(
        _ version: String, app: String = "demo", by key: Minisign.SecretKey? = nil,
        _ change: (inout ReleaseList) -> Void = { _ in }
    ) throws {
        var release = try SignedRelease(plan(version, app: app))
        release.list.changes = [
            .init(version: version, text: "- Faster"), .init(version: "1.4.1", text: "- Fixed"),
            .init(version: "1.4.0", text: "- Known"),
        ]
        change(&release.list)
        try release.write(to: folder, by: key ?? active)
    }

    private func find(
        installed: String = "1.4.0", version: String? = nil, downgrade: Bool = false, keys: [String]? = nil,
        from source: String? = nil, isUnattended: Bool = false
    ) throws -> FoundRelease {
        let machine = Machine(plan(installed, keys: keys), root: folder.file("root"))
        return try FoundRelease(
            for: machine, from: source ?? folder.path, version: version, installed: installed, downgrade: downgrade,
            isUnattended: isUnattended)
    }

    /// - Returns: The message, with its help.
    private func refusal(_ body: () throws -> FoundRelease) -> String {
        do {
            let found = try body()
            return "none: \(found.plan.app.version)"
        } catch { return [Failure(error).message, Failure(error).help ?? ""].joined(separator: "; ") }
    }

    @Test func aSignedOneIsTakenWithAllThatHasChangedSince() throws {
        try publish("1.5.0")
        let found = try find()
        #expect(found.plan.app.version == "1.5.0" && found.changes.map(\.version) == ["1.5.0", "1.4.1"])
        #expect(found.bytes == (try Stamp.stamp(Executables.plain(), with: plan("1.5.0"))))
        #expect(found.release.plan == (try Stamp.digest(found.bytes)))
        #expect(try find(version: "1.5.0").plan.app.version == "1.5.0")
        #expect(refusal { try find(version: "1.6.0") }.contains("is 1.5.0, not 1.6.0"))
    }

    @Test func whatNobodyTrustedHasSignedIsRefused() throws {
        try publish("1.5.0", by: try .make())
        #expect(refusal { try find() }.contains("is signed by the key"))
        try publish("1.5.0", app: "other")
        #expect(refusal { try find() }.contains("not of demo"))
        try publish("1.5.0") { $0.expires = Self.past }
        #expect(refusal { try find() }.contains("was good until"))
        try publish("1.5.0")
        let other = try SignedRelease(plan("1.5.1"))
        try folder.write(other.planName, other.contents[other.planName] ?? [])
        #expect(refusal { try find() }.contains("\(other.planName) is not the release's file"))
        try publish("1.5.0")
        try FileManager.default.removeItem(atPath: folder.file(ReleaseList.signatureName))
        #expect(refusal { try find() }.contains("there is no signed release"))
    }

    private static var past: String { Timestamp(seconds: Timestamp.now.seconds - 1).iso8601 ?? "" }

    /// Whether it is the newest matters only to who wants the newest.
    @Test func anExpiredOneIsTakenByItsVersion() throws {
        try publish("1.5.0") { $0.expires = Self.past }
        #expect(refusal { try find() }.contains("to have 1.5.0 all the same, name that version"))
        #expect(try find(version: "1.5.0").plan.app.version == "1.5.0")
        // By itself the machine names what it takes for the newest.
        #expect(refusal { try find(version: "1.5.0", isUnattended: true) }.contains("was good until"))
        try publish("1.3.0") { $0.expires = Self.past }
        #expect(refusal { try find(version: "1.3.0") }.contains("1.3.0 is older than 1.4.0"))
        try publish("1.5.0", by: try .make()) { $0.expires = Self.past }
        #expect(refusal { try find(version: "1.5.0") }.contains("is signed by the key"))
    }

    /// A machine that was off for months comes to it too late.
    @Test func anExpiredOneMayChangeTheKeys() throws {
        let next = try Minisign.SecretKey.make().publicKey.line
        var rotation = try SignedRelease(plan("1.5.0", keys: [next, spare.publicKey.line]))
        rotation.list.expires = Self.past
        try rotation.write(to: folder, by: spare)
        #expect(try find(version: "1.5.0").plan.release?.keys.first == next)
    }

    /// As docs/how-to/release.md says, also of a machine that comes late.
    @Test func twoReleasesReplaceBothKeys() throws {
        let (new, newSpare) = (try Minisign.SecretKey.make(), try Minisign.SecretKey.make())
        let between = [spare, new].map(\.publicKey.line)
        let after = [new, newSpare].map(\.publicKey.line)
        let releases = TemporaryFolder()
        var first = try SignedRelease(plan("1.5.0", keys: between))
        first.list.expires = Self.past
        try first.write(to: releases, "1.5.0", by: spare)
        try SignedRelease(plan("1.6.0", keys: after)).write(to: releases, "1.6.0", by: new)
        try SignedRelease(plan("1.7.0", keys: after)).write(to: releases, "1.7.0", by: spare)
        func place(_ version: String) -> String { releases.file(version) }
        let missed = refusal { try find(from: place("1.6.0")) }
        #expect(missed.contains("update first to the release that changed them, by its version"), "\(missed)")
        let trusted = try #require(try find(version: "1.5.0", from: place("1.5.0")).plan.release?.keys)
        #expect(trusted == between)
        let last = try #require(try find(installed: "1.5.0", keys: trusted, from: place("1.6.0")).plan.release?.keys)
        #expect(last == after)
        let old = refusal { try find(installed: "1.6.0", keys: last, from: place("1.7.0")) }
        #expect(old.contains("is signed by the key \(spare.publicKey.name)"), "\(old)")
    }

    @Test func byItselfAMachineTakesOnlyTheVersionThatItHasDecidedOn() throws {
        try publish("1.6.0")
        #expect(refusal { try find(version: "1.5.0", isUnattended: true) }.contains("is 1.6.0, not 1.5.0"))
        #expect(try find(version: "1.6.0", isUnattended: true).plan.app.version == "1.6.0")
    }

    @Test func anotherChannelsListIsNoUpdateUnlessItIsWanted() throws {
        let releases = TemporaryFolder()
        var beta = plan("1.5.0")
        beta.release?.channel = "beta"
        try SignedRelease(beta).write(to: releases, "1.5.0", by: active)
        func find(
            _ version: String? = nil, from source: String? = nil, channel: String = "stable", isUnattended: Bool = false
        ) throws -> FoundRelease {
            var plan = plan("1.4.0")
            plan.release?.pattern = releases.file(Release.versionPlace)
            plan.release?.latest = releases.file("1.5.0")
            plan.release?.channel = channel
            return try FoundRelease(
                for: Machine(plan, root: folder.file("root")), from: source, version: version, installed: "1.4.0",
                downgrade: false, isUnattended: isUnattended)
        }
        let words = "1.5.0 is of the channel beta, and the release that is installed follows stable"
        #expect(refusal { try find() }.contains(words))
        #expect(refusal { try find("1.5.0", isUnattended: true) }.contains(words))
        #expect(try find("1.5.0").plan == beta)
        #expect(try find(from: releases.file("1.5.0")).plan == beta)
        #expect(try find(channel: "beta").plan == beta)
    }

    @Test func anOlderOneNeedsToBeAskedFor() throws {
        try publish("1.3.0")
        #expect(refusal { try find() }.contains("1.3.0 is older than 1.4.0"))
        #expect(try find(downgrade: true).plan.app.version == "1.3.0")
    }

    @Test func aStopInBetweenIsNamedWithItsCommand() throws {
        try publish("2.0.0") { $0.stops = ["1.2.0", "1.6.0", "1.9.0"] }
        #expect(refusal { try find() }.contains("run `sudo democtl update 1.6.0` first"))
        #expect(try find(installed: "1.9.0").plan.app.version == "2.0.0")
        try publish("2.0.0") { $0.minimumFrom = "1.5.0" }
        #expect(refusal { try find() }.contains("run `sudo democtl update 1.5.0` first"))
    }

    /// From where releases have a folder each, the way there is walked.
    @Test func stopsThatCanBeFoundAreSteps() throws {
        let releases = TemporaryFolder()
        func publish(_ version: String, _ change: (inout ReleaseList) -> Void) throws {
            var release = try SignedRelease(plan(version))
            release.list.changes = [
                .init(version: version, text: "- Faster"), .init(version: "1.4.1", text: "- Fixed"),
            ]
            change(&release.list)
            try release.write(to: releases, version, by: active)
        }
        func find(installed: String) throws -> FoundRelease {
            var plan = plan("1.4.0")
            plan.release?.pattern = releases.file(Release.versionPlace)
            plan.release?.latest = releases.file("2.0.0")
            return try FoundRelease(
                for: Machine(plan, root: folder.file("root")), from: nil, version: nil, installed: installed,
                downgrade: false)
        }
        // What has to come in between may have expired.
        try publish("1.6.0") { $0.expires = Self.past }
        try publish("1.9.0") { $0.minimumFrom = "1.5.0" }
        try publish("2.0.0") { $0.stops = ["1.6.0", "1.9.0"] }
        let found = try find(installed: "1.4.0")
        #expect(found.plan.app.version == "1.6.0" && found.steps == ["1.6.0", "1.9.0", "2.0.0"])
        // What is new up to the last step.
        #expect(found.changes.map(\.version) == ["2.0.0", "1.4.1"])
        #expect(try find(installed: "1.6.0").steps == ["1.9.0", "2.0.0"])
        #expect(try find(installed: "1.9.0").steps == ["2.0.0"])
        // A stop that nobody has named: the oldest release from which the wanted one can be reached.
        try publish("2.0.0") { $0.minimumFrom = "1.9.0" }
        #expect(try find(installed: "1.6.0").steps == ["1.9.0", "2.0.0"])
        try publish("2.0.0") { $0.stops = ["1.7.0"] }
        #expect(refusal { try find(installed: "1.4.0") }.contains("there is no signed release in"))
    }

    /// Of an app without keys, only what root has in a folder of the machine.
    @Test func withoutKeysNothingFromElsewhereIsTaken() throws {
        try folder.write(name, try Stamp.stamp(Executables.plain(), with: plan("1.5.0", keys: [])))
        #expect(try find(keys: []).plan.app.version == "1.5.0")
        // As `generate` writes them.
        let parts = TemporaryFolder()
        let release = try SignedRelease(plan("1.6.0", keys: []))
        for (name, bytes) in release.contents { try parts.write("firstboot/\(name)", bytes) }
        #expect(try find(keys: [], from: parts.path).plan.app.version == "1.6.0")
        try parts.write("firstboot/\(release.planName)", Array((release.contents[release.planName] ?? []).dropLast()))
        #expect(refusal { try find(keys: [], from: parts.path) }.contains("is damaged or cut off"))
        #expect(refusal { try find(keys: [], from: "https://127.0.0.1:1/demo") }.contains("no public keys"))
        #expect(
            refusal { try find(keys: [], from: folder.file("empty")) }.contains("has no \(release.programName) and "))
    }
}
