import Host
import Plan
import Publishing
import TestSupport
import Testing

@testable import Release

@Suite struct TrustTests {
    var release: SignedRelease

    init() throws { release = try SignedRelease() }

    @Test func aSoundReleaseIsTaken() throws {
        let list = try release.trust().list(release.list.encoded(), signature: release.signature())
        #expect(list == release.list)
        try list.requireFit(installed: "1.4.0", now: release.now)
        try list.requireFit(installed: "1.5.0", now: release.now)
        #expect(try release.refusal(by: release.spare) == nil, "the spare signs too")
    }

    @Test func aStrangersKeyIsRefused() throws {
        let stranger = try Minisign.SecretKey.make()
        let trusted = [release.active.publicKey.name, release.spare.publicKey.name]
        #expect(try release.refusal(by: stranger) == .wrongKey(stranger.publicKey.name, trusted: trusted))
    }

    @Test func aStrangersKeyWithOurNumberIsRefused() throws {
        var signature = try release.signature(by: .make())
        // The number is in the second line, after `ED`: put ours there.
        let theirs = try Minisign.Signature(reading: signature)
        let ours = try Minisign.Signature(reading: release.signature())
        let line = String(decoding: signature, as: UTF8.self).split(separator: "\n")[1]
        var blob = try #require(Minisign.decode(line, length: Minisign.Signature.blobLength))
        blob.replaceSubrange(2..<10, with: ours.keyID)
        signature = Array(
            String(decoding: signature, as: UTF8.self).replacing(line, with: Base64.encode(blob)).utf8)
        #expect(theirs.keyID != ours.keyID)
        let bytes = try release.list.encoded()
        #expect(throws: ReleaseRefusal.altered("the file is not what \(release.active.publicKey.name) has signed")) {
            try release.trust().list(bytes, signature: signature)
        }
    }

    @Test func anotherAppsReleaseIsRefused() throws {
        var other = release
        other.list.name = "matrix"
        #expect(try other.refusal() == .otherApp("matrix", app: "echora"))
    }

    @Test func aCommentThatDisagreesIsRefused() throws {
        let comment = release.list.trustedComment.replacing("1.5.0", with: "1.6.0")
        #expect(try release.refusal(comment: comment) == .commentDisagrees(comment, list: release.list.trustedComment))
    }

    @Test func onlyTheSpareMayChangeTheKeys() throws {
        var rotated = release
        rotated.list.keys = [try Minisign.SecretKey.make().publicKey.line, release.lines[1]]
        #expect(try rotated.refusal() == .keysChanged(by: release.active.publicKey.name))
        #expect(try rotated.refusal(by: rotated.spare) == nil)
        var keyless = release
        keyless.list.keys = []
        #expect(try keyless.refusal() == .keysChanged(by: release.active.publicKey.name))
    }

    /// The spare that signs the first of the two comes first in it, so that the same list is good after the update too.
    @Test func twoReleasesReplaceBothKeys() throws {
        let (new, newSpare) = (try Minisign.SecretKey.make(), try Minisign.SecretKey.make())
        let stranger = try Minisign.SecretKey.make()
        let (before, between) = (release.lines, [release.lines[1], new.publicKey.line])
        let after = [new.publicKey.line, newSpare.publicKey.line]
        var (first, second) = (release, release)
        first.list.keys = between
        second.list.keys = after
        for trusted in [before, between] {
            #expect(try first.refusal(by: release.spare, trusting: trusted) == nil)
        }
        for trusted in [between, after] {
            #expect(try second.refusal(by: new, trusting: trusted) == nil)
        }
        func names(_ keys: Minisign.SecretKey...) -> [String] { keys.map(\.publicKey.name) }
        // Without the first one, the second is a stranger's.
        let own = names(release.active, release.spare)
        #expect(try second.refusal(by: new, trusting: before) == .wrongKey(new.publicKey.name, trusted: own))
        #expect(
            try second.refusal(by: stranger, trusting: between)
                == .wrongKey(stranger.publicKey.name, trusted: names(release.spare, new)))
        // What the old keys may still do: the active one nothing, the old spare sign, without a change of keys.
        #expect(
            try first.refusal(by: release.active, trusting: between)
                == .wrongKey(release.active.publicKey.name, trusted: names(release.spare, new)))
        #expect(
            try second.refusal(by: release.spare, trusting: between) == .keysChanged(by: release.spare.publicKey.name))
        #expect(
            try second.refusal(by: release.spare, trusting: after)
                == .wrongKey(release.spare.publicKey.name, trusted: names(new, newSpare)))
    }

    /// The new spare signs the second of the two releases; the active key stays.
    @Test func twoReleasesReplaceTheSpare() throws {
        let new = try Minisign.SecretKey.make()
        let between = [release.lines[1], new.publicKey.line]
        var last = release
        last.list.keys = [release.lines[0], new.publicKey.line]
        #expect(try last.refusal(by: new, trusting: between) == nil)
        #expect(try last.refusal(trusting: last.list.keys) == nil)
        // Who has missed both still trusts the active key, which may not change the spare.
        #expect(try last.refusal(trusting: release.lines) == .keysChanged(by: release.active.publicKey.name))
    }

    @Test func anOlderReleaseIsRefusedUnlessItIsWanted() throws {
        let list = release.list
        let now = release.now
        #expect(
            ReleaseRefusal.of { () throws(ReleaseRefusal) in try list.requireFit(installed: "1.6.0", now: now) }
                == .olderVersion("1.5.0", installed: "1.6.0"))
        try list.requireFit(installed: "1.6.0", now: now, downgrade: true)
    }

    @Test func aReleaseThatIsTooFarAwayIsRefused() throws {
        let list = release.list
        let now = release.now
        #expect(
            ReleaseRefusal.of { () throws(ReleaseRefusal) in try list.requireFit(installed: "1.1.9", now: now) }
                == .tooOldToUpdate(installed: "1.1.9", minimum: "1.2.0", version: "1.5.0"))
        #expect(list.stop(from: "1.2.0") == "1.3.0")
        #expect(list.stop(from: "1.3.0") == "1.4.0")
        #expect(list.stop(from: "1.4.0") == nil)
        #expect(list.changes(since: "1.4.0").map(\.version) == ["1.5.0"])
        #expect(list.changes(since: "1.3.0").map(\.version) == ["1.5.0", "1.4.0"])
    }

    @Test func timeIsChecked() throws {
        let list = release.list
        let at = { (text: String) throws -> ReleaseRefusal? in
            let now = try #require(Timestamp(iso8601: text))
            return .of { () throws(ReleaseRefusal) in try list.requireFit(installed: "1.4.0", now: now) }
        }
        #expect(try at("2026-04-02T03:04:04Z") == nil)
        #expect(try at("2026-04-02T03:04:05Z") == .expired("1.5.0", on: "2026-04-02T03:04:05Z"))
        #expect(try at("2026-01-02T02:30:00Z") == nil, "a clock may be somewhat behind")
        #expect(
            try at("1970-01-01T00:00:10Z")
                == .clockBehind(now: "1970-01-01T00:00:10Z", created: "2026-01-02T03:04:05Z"))
    }

    /// Who wants this very release does not ask whether it is the newest. All else counts.
    @Test func anExpiredReleaseIsTakenIfItIsWantedItself() throws {
        let list = release.list
        let late = try #require(Timestamp(iso8601: "2026-09-01T00:00:00Z"))
        #expect(list.isExpired(at: late) && !list.isExpired(at: release.now))
        try list.requireFit(installed: "1.4.0", now: late, evenIfExpired: true)
        #expect(
            ReleaseRefusal.of { () throws(ReleaseRefusal) in
                try list.requireFit(installed: "1.6.0", now: late, evenIfExpired: true)
            } == .olderVersion("1.5.0", installed: "1.6.0"))
        #expect(
            ReleaseRefusal.of { () throws(ReleaseRefusal) in
                try list.requireFit(installed: "1.1.9", now: late, evenIfExpired: true)
            } == .tooOldToUpdate(installed: "1.1.9", minimum: "1.2.0", version: "1.5.0"))
    }

    @Test func anotherChannelIsNotTheOneThatIsFollowed() throws {
        let list = release.list
        try list.requireChannel("stable")
        #expect(
            ReleaseRefusal.of { () throws(ReleaseRefusal) in try list.requireChannel("beta") }
                == .otherChannel("stable", version: "1.5.0", followed: "beta"))
    }

    @Test func filesOfAnotherReleaseAreRefused() throws {
        let file = try release.list.file("echora-vultr-x86_64")
        try file.check(size: 3, sha256: String(repeating: "c", count: 64))
        #expect(throws: ReleaseRefusal.mixed(file.name, "it has 2 bytes, and the list says 3")) {
            try file.check(size: 2, sha256: file.sha256)
        }
        #expect(throws: ReleaseRefusal.mixed(file.name, "its SHA-256 is not the one in the list")) {
            try file.check(size: 3, sha256: String(repeating: "d", count: 64))
        }
        #expect(throws: ReleaseRefusal.noFile("echora-aws-x86_64")) { try release.list.file("echora-aws-x86_64") }
        #expect(try release.list.program("echora-whole").size == 4)
        #expect(throws: ReleaseRefusal.noFile(file.name)) { try release.list.program(file.name) }
    }

    @Test func thePlanIsWhatWasSignedFor() throws {
        var plan = Plan.demo()
        plan.app = App(name: "echora", title: "Echora", version: "1.5.0")
        plan.release = Release(url: "https://example.com")
        plan.release?.keys = release.lines
        let trust = try Trust(plan)
        #expect(trust == (try release.trust()))
        try trust.check(plan, of: release.list, file: "plan")
        var older = plan
        older.app.version = "1.4.0"
        #expect(throws: ReleaseRefusal.mixed("plan", "it is echora 1.4.0, not echora 1.5.0")) {
            try trust.check(older, of: release.list, file: "plan")
        }
        var other = plan
        other.release?.keys = [release.lines[1]]
        #expect(throws: ReleaseRefusal.mixed("plan", "it trusts other keys than the list names")) {
            try trust.check(other, of: release.list, file: "plan")
        }
        var beta = plan
        beta.release?.channel = "beta"
        #expect(throws: ReleaseRefusal.mixed("plan", "it is of the channel beta, not stable")) {
            try trust.check(beta, of: release.list, file: "plan")
        }
        plan.release?.keys = []
        let keyless = plan
        #expect(throws: ReleaseRefusal.noKeys) { try Trust(keyless) }
    }
}
