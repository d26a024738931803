import Foundation
import Host
import Installation
import Plan
import Publishing
import Release
import TestSupport
import Testing

@testable import Updates

/// A machine with Demo 1.4.0, and a server with the list of another release.
@Suite(.enabled(if: Tool.isInstalled("python3"))) struct NoticeTests {
    private let folder = TemporaryFolder()
    private let key: Minisign.SecretKey
    private let server: ReleaseServer

    init() throws {
        key = try .make()
        server = try ReleaseServer(folder)
    }

    private func machine(version: String = "1.4.0", _ change: (inout Plan) -> Void = { _ in }) -> Machine {
        var plan = Plan.demo(version, from: server, signedBy: key)
        change(&plan)
        return Machine(plan, root: folder.file("root"))
    }

    private func publish(
        _ version: String, expiresIn seconds: Double = 86_400, createdIn begin: Double = -60,
        at time: Double = 0, channel: String = "stable", keys: [String]? = nil, by signer: Minisign.SecretKey? = nil
    ) throws {
        let now = Timestamp.now.seconds
        var list = ReleaseList(
            name: "demo", version: version, channel: channel,
            created: Timestamp(seconds: now + begin).iso8601 ?? "",
            expires: Timestamp(seconds: now + seconds).iso8601 ?? "")
        list.keys = keys ?? [key.publicKey.line]
        try list.write(to: folder, "served", by: signer ?? key)
        // The server compares whole seconds.
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1_000_000 + time)],
            ofItemAtPath: folder.file("served/\(ReleaseList.name)"))
    }

    @Test func aNewerReleaseIsToldAndAskedForWithoutADownload() throws {
        try publish("1.5.0")
        let machine = machine()
        #expect(UpdateNotice.line(on: machine) == nil)
        #expect(try UpdateNotice(machine).ask() == "1.5.0")
        #expect(try UpdateNotice(machine).ask() == "1.5.0")
        #expect(try server.statuses(of: ReleaseList.name) == ["200", "304"])
        #expect(try server.statuses(of: ReleaseList.signatureName) == ["200"])
        let line = "Demo 1.5.0 is out: `democtl update --check` tells what is new"
        #expect(UpdateNotice.line(on: machine) == line)
        try publish("1.6.0", at: 60)
        #expect(try UpdateNotice(machine).ask() == "1.6.0")
        // After the update there is nothing to tell.
        #expect(UpdateNotice.line(on: self.machine(version: "1.6.0")) == nil)
    }

    @Test func anExpiredOrOlderListIsNoNews() throws {
        try publish("1.5.0", expiresIn: -1)
        #expect(try UpdateNotice(machine()).ask() == nil)
        try publish("1.3.0", at: 60)
        #expect(try UpdateNotice(machine()).ask() == nil)
    }

    /// A mirror may give an old list again and again.
    @Test func aListThatHasExpiredIsToldAndAskedForWhole() throws {
        try publish("1.5.0", expiresIn: -1)
        let machine = machine()
        #expect(try UpdateNotice(machine).ask() == nil)
        #expect(UpdateNotice.line(on: machine)?.contains("has expired on") == true)
        try publish("1.5.0")
        #expect(try UpdateNotice(machine).ask() == "1.5.0")
        #expect(UpdateNotice.line(on: machine)?.contains("1.5.0 is out") == true)
        let later = Timestamp(seconds: Timestamp.now.seconds + 90_000)
        #expect(UpdateNotice.line(on: machine, at: later)?.contains("has expired on") == true)
    }

    private func write(_ members: String) throws {
        try folder.write(
            "root/var/lib/landfall/demo/notice.json", #"{"format": 1, "isOff": false, \#(members)}"#, mode: 0o600)
    }

    private func refusal(_ machine: Machine) -> String {
        do {
            return "none: \(try UpdateNotice(machine).ask() ?? "")"
        } catch { return Failure(error).message }
    }

    @Test func anOlderListTakesNothingBackBeforeTheNewerOneHasExpired() throws {
        try publish("1.6.0")
        let machine = machine()
        #expect(try UpdateNotice(machine).ask() == "1.6.0")
        try publish("1.5.0", at: 60)
        #expect(try UpdateNotice(machine).ask() == "1.6.0")
        // Nor does an expired copy hide it.
        try publish("1.5.0", expiresIn: -1, at: 120)
        #expect(try UpdateNotice(machine).ask() == "1.6.0")
        #expect(UpdateNotice.line(on: machine)?.contains("1.6.0 is out") == true)
        try publish("1.5.0", at: 180)
        try write(#""version": "1.6.0", "announcedUntil": 1000"#)
        #expect(try UpdateNotice(machine).ask() == "1.5.0")
    }

    /// As a server that wants to keep machines at an old release may.
    @Test func thatNothingHasChangedIsNoAnswerToWhoKnowsNothing() throws {
        let server = try ReleaseServer(folder, isUnchanging: true)
        let machine = Machine(Plan.demo("1.4.0", from: server, signedBy: key), root: folder.file("root"))
        #expect(refusal(machine).contains("answers that nothing has changed (status 304), and was not asked that"))
        #expect(UpdateNotice.record(on: machine).askedAt == nil)
        // What has expired is no longer known.
        let modified = "Mon, 12 Jan 1970 13:46:40 GMT"
        try write(#""version": "1.5.0", "modified": "\#(modified)", "expires": "2026-01-02T03:04:05Z""#)
        #expect(refusal(machine).contains("was not asked that"))
        #expect(UpdateNotice.line(on: machine)?.contains("has expired on") == true)
    }

    @Test func anotherChannelsListIsNoNews() throws {
        try publish("1.5.0")
        #expect(try UpdateNotice(machine()).ask() == "1.5.0")
        try publish("1.6.0", at: 60, channel: "beta")
        #expect(refusal(machine()).contains("1.6.0 is of the channel beta"))
        #expect(UpdateNotice.newer(on: machine()) == "1.5.0")
        let beta = machine { $0.release?.channel = "beta" }
        // What was learnt of the other channel does not count.
        #expect(UpdateNotice.newer(on: beta) == nil)
        #expect(try UpdateNotice(beta).ask() == "1.6.0")
        #expect(UpdateNotice.newer(on: machine()) == nil)
    }

    /// A machine goes through both releases that replace its keys, and verifies each list also after its update.
    @Test func aListThatReplacesKeysIsGoodBeforeAndAfterItsUpdate() throws {
        let spare = try Minisign.SecretKey.make()
        let (new, newSpare) = (try Minisign.SecretKey.make(), try Minisign.SecretKey.make())
        let before = [key, spare].map(\.publicKey.line)
        let between = [spare, new].map(\.publicKey.line)
        let after = [new, newSpare].map(\.publicKey.line)
        func ask(_ version: String, _ keys: [String]) throws -> String? {
            try UpdateNotice(machine(version: version) { $0.release?.keys = keys }).ask()
        }
        try publish("1.5.0", keys: between, by: spare)
        #expect(try ask("1.4.0", before) == "1.5.0")
        // Signed again, so that the machine gets it once more.
        try publish("1.5.0", at: 60, keys: between, by: spare)
        #expect(try ask("1.5.0", between) == nil)
        try publish("1.6.0", at: 120, keys: after, by: new)
        #expect(throws: Failure.self) { try ask("1.4.0", before) }
        #expect(try ask("1.5.0", between) == "1.6.0")
        try publish("1.6.0", at: 180, keys: after, by: new)
        #expect(try ask("1.6.0", after) == nil)
        #expect(try server.statuses(of: ReleaseList.name).allSatisfy { $0 == "200" })
    }

    @Test func aClockThatIsBehindHidesNoReleaseForGood() throws {
        try publish("1.5.0", createdIn: 7_200)
        #expect(try UpdateNotice(machine()).ask() == nil)
        // The same file by a right clock.
        try publish("1.5.0")
        #expect(try UpdateNotice(machine()).ask() == "1.5.0")
    }

    @Test func aListThatNobodyTrustedSignedChangesNothing() throws {
        try publish("1.5.0")
        #expect(try UpdateNotice(machine()).ask() == "1.5.0")
        try publish("1.6.0", at: 60)
        try folder.write(
            "served/\(ReleaseList.name)", try folder.read("served/\(ReleaseList.name)").replacing("1.6", with: "1.7"))
        #expect(throws: Failure.self) { try UpdateNotice(machine()).ask() }
        #expect(UpdateNotice.newer(on: machine()) == "1.5.0")
    }

    @Test func whoTurnsItOffIsAskedForNothing() throws {
        try publish("1.5.0")
        let machine = machine()
        #expect(try UpdateNotice(machine).ask() == "1.5.0")
        try UpdateNotice(machine).set(isOff: true)
        #expect(try UpdateNotice(machine).ask() == nil)
        #expect(UpdateNotice.line(on: machine) == nil)
        #expect(try server.statuses(of: ReleaseList.name).count == 1)
        try UpdateNotice(machine).set(isOff: false)
        #expect(UpdateNotice.newer(on: machine) == "1.5.0")
        #expect(UpdateNotice.variable(machine.plan) == "DEMO_DISABLE_UPDATE_CHECK")
    }
}
