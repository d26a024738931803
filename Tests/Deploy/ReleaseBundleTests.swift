import Foundation
import Host
import Plan
import Publishing
import Release
import Stamp
import TestSupport
import Testing

@testable import Deploy

/// What of a release's folder a machine needs, and what is wrong with one before anything is copied.
@Suite struct ReleaseBundleTests {
    let folder = TemporaryFolder()

    private func write() throws {
        var list = ReleaseList(
            name: "demo", version: "1.5.0", channel: "stable", created: "2026-01-01T00:00:00Z",
            expires: "2026-02-01T00:00:00Z")
        for name in ["demo-x86_64.gz", "demo-generic.plan.gz", "demo-vultr.plan.gz"] {
            try folder.write(name, name)
            list.files.append(.init(name: name, size: name.utf8.count, sha256: SHA256.hex(Array(name.utf8))))
        }
        try folder.write(ReleaseList.name, try list.encoded())
        try folder.write(ReleaseList.signatureName, "a signature, which the machine verifies")
    }

    @Test func aMachineGetsItsOwnFiles() throws {
        try write()
        let bundle = try ReleaseBundle(folder.path)
        #expect(bundle.app == "demo" && bundle.version == "1.5.0")
        #expect(
            try bundle.files(for: "x86_64", "vultr").map(\.name) == [
                "release.json", "release.json.minisig", "demo-x86_64.gz", "demo-vultr.plan.gz",
            ])
        #expect(throws: DeployFailure.self) { try bundle.files(for: "aarch64", "vultr") }
        #expect(throws: DeployFailure.self) { try bundle.files(for: "x86_64", "hetzner") }
    }

    @Test func aFileThatTheListDoesNotMeanIsRefused() throws {
        try write()
        try folder.write("demo-generic.plan.gz", "demo-generic.plan.GZ")
        let failure = try #require(
            #expect(throws: DeployFailure.self) { try ReleaseBundle(folder.path).files(for: "x86_64", "generic") })
        #expect(failure.code == .invalidInput && failure.message.contains("demo-generic.plan.gz"), "\(failure)")
    }

    @Test func whatIsNoReleaseIsTold() throws {
        #expect(throws: DeployFailure.self) { try ReleaseBundle(folder.file("none")) }
        #expect(throws: DeployFailure.self) { try ReleaseBundle(folder.path) }
        try folder.write("release.json", "{}")
        #expect(throws: DeployFailure.self) { try ReleaseBundle(folder.path) }
    }

    @Test(arguments: ["", "-oProxyCommand=x", "a b", "a\u{1b}"])
    func noHost(_ text: String) throws {
        let failure = try #require(
            #expect(throws: DeployFailure.self) {
                try Remote(text, by: SSH(knownHosts: nil, identity: nil))
            })
        #expect(failure.code == .usage)
    }

    @Test(arguments: [
        "", "ssh-ed25519", "ssh-ed25519 short", "SHA256:abc def", "ssh-ed25519 \(String(repeating: "\"", count: 60))",
    ])
    func noHostKey(_ text: String) throws {
        let scratch = try Scratch("deploy-test", usual: folder.path)
        defer { scratch.remove() }
        #expect(throws: DeployFailure.self) { try SSH(hostKey: text, identity: nil, in: scratch) }
    }
}
