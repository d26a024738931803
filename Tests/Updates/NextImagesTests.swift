import Docker
import Foundation
import Host
import ImageMaking
import Installation
import Plan
import Publishing
import Release
import TestSupport
import Testing
import Updates

/// Images that a release needs and the machine does not have yet.
@Suite struct NextImagesTests {
    /// A machine without `web:1`, whose registry answers like this to the question for an image.
    private func machine(_ answer: String, dataFolder: String? = nil) async throws -> StandInMachine {
        let machine = try await StandInMachine(dataFolder: dataFolder) { _ in
            "if [[ $* == 'manifest inspect '* ]]; then \(answer); fi"
        }
        try machine.docker.remove("web:1")
        return machine
    }

    /// Its name moves only at the exchange, so that a start of the release in use finds its own.
    @Test func anArchivesImageUnderAnOldNameComesWithTheRelease() async throws {
        let key = try Minisign.SecretKey.make()
        let digest = String(repeating: "5", count: 64)
        let machine = try await StandInMachine(key: key) { _ in
            """
            moved=${0%/bin/*}/moved
            mkdir -p "$moved"
            [[ $verb == load ]] && printf \(digest) >"$moved/db:1"
            id=${2##*[-:]}
            [[ $verb == tag && $3 == db:1 ]] && printf %s "$id" >"$moved/db:1"
            """
        }
        let folder = machine.folder
        try folder.write("signed/program", [UInt8](Data(contentsOf: URL(fileURLWithPath: Executables.firstboot))))
        try #require(try #require(Tool("sh")).run(["-c", "gzip -1nk program"], in: folder.file("signed")).status == 0)
        var release = try SignedRelease(
            StandInMachine.plan("2.0.0", signedBy: key),
            [UInt8](Data(contentsOf: URL(fileURLWithPath: folder.file("signed/program")))),
            packed: [UInt8](Data(contentsOf: URL(fileURLWithPath: folder.file("signed/program.gz")))))
        release.list.images = [
            .init(reference: "db:1", digest: nil, configurations: ["linux/amd64": "sha256:\(digest)"])
        ]
        try release.write(to: folder, "signed", by: key)
        try folder.write("signed/db.tar", "")
        let updated = try await machine.run("update", "--yes", "--no-backup", "--from", folder.file("signed"))
        #expect(updated.status == 0, "\(updated.lastLines)")
        let tags = machine.docker.calls.filter { $0.hasPrefix("tag ") && $0.hasSuffix(" db:1") }
        #expect(tags == ["tag sha256:id-of-db:1-digest db:1", "tag sha256:\(digest) db:1"])
        let migration = machine.docker.calls.firstIndex { $0.hasSuffix("--to 2.0.0") } ?? 0
        #expect(machine.docker.calls[..<migration].last { $0.hasSuffix(" db:1") } == tags.last)
        #expect(try folder.read("root/var/lib/landfall/demo/state.json").contains("\"sha256:\(digest)\""))
        #expect(try await machine.run("rollback", "--yes").status == 0)
        #expect(machine.docker.calls.last { $0.hasSuffix(" db:1") } == "tag sha256:id-of-db:1-digest db:1")
    }

    /// Root may have logged in somewhere since the last update.
    @Test func aCheckHasTheLoginsThatTheUpdateWouldHave() async throws {
        let machine = try await StandInMachine()
        let login = #"{"format":1,"logins":{"ghcr.io":{"username":"a","auth":"YTpi"}}}"#
        try machine.folder.write("root/var/lib/landfall/demo/registries.json", login, mode: 0o600)
        let words = ["update", "--root", machine.root, "--check", "--from", try machine.publish("2.0.0")]
        let environment = machine.docker.environment.merging(["DOCKER_CONFIG": machine.folder.file("config")]) { $1 }
        for host in ["one.test", "two.test"] {
            try machine.folder.write("config/config.json", #"{"auths":{"\#(host)":{}}}"#)
            let checked = try await Command(machine.binary, words, environment: environment).run()
            #expect(checked.status == 0, "\(checked.lastLines)")
            let config = try machine.folder.read("root/var/lib/landfall/demo/docker/config.json")
            #expect(config.contains(host) && config.contains("ghcr.io"), "\(config)")
        }
    }

    @Test func aRegistrysLimitLeavesItToThePull() async throws {
        let machine = try await machine("echo 'toomanyrequests: rate limit' >&2; exit 1")
        let updated = try await machine.run("update", "--yes", "--from", try machine.publish("2.0.0"))
        #expect(updated.status == 0 && updated.lastLines.contains("  ok    images"), "\(updated.lastLines)")
        #expect(machine.docker.calls.contains("pull --quiet web:1"))
    }

    @Test func layersThatMayBeHereAreNoShortage() async throws {
        let machine = try await machine("echo '{\"layers\": [{\"size\": \(1 << 50)}]}'")
        let updated = try await machine.run("update", "--yes", "--from", try machine.publish("2.0.0"))
        #expect(updated.status == 0, "\(updated.lastLines)")
        #expect(
            updated.lastLines.contains {
                $0.hasPrefix("  warn  disk: there is too little room if none of the images' layers is here")
            }, "\(updated.lastLines)")
    }

    /// As with an engine in a virtual machine.
    @Test func imagesThatWillBeOutOfSightAreAWarning() async throws {
        let machine = try await machine("echo '{\"layers\": [{\"size\": \(1 << 50)}]}'", dataFolder: "/nowhere/docker")
        let checked = try await machine.run("update", "--check", "--from", try machine.publish("2.0.0"))
        #expect(checked.status == 0 && checked.lastLines.contains("  ok    disk"), "\(checked.lastLines)")
        #expect(
            checked.lastLines.contains {
                $0.hasPrefix("  warn  room for images: Docker keeps them where this program cannot look")
            }, "\(checked.lastLines)")
    }

    @Test func layersOfAnotherImageAreAShortage() async throws {
        let machine = try await machine("echo '{\"layers\": [{\"size\": \(1 << 50)}]}'")
        try machine.docker.remove("new:1")
        let source = try machine.publish("2.0.0") { $0.stack.services[0].image = "new:1" }
        let refused = try await machine.run("update", "--yes", "--from", source)
        #expect(
            refused.status == 69 && refused.lastLines.contains { $0.hasPrefix("  FAIL  disk") }, "\(refused.lastLines)")
        #expect(try await machine.version == "1.0.0")
    }
}

/// The same with an engine that stores them.
@Suite(.enabled(if: RealEngine.isHere, "run by Scripts/with-engine")) struct ArchivesImageTests {
    @Test func takesAnOldNameOnlyWithTheRelease() async throws {
        let name = "landfall-archive-\(UUID().uuidString.prefix(6).lowercased())"
        let image = "\(name):1"
        let docker = try #require(Tool("docker"))
        func run(_ words: String...) throws { #expect(try docker.run(words).status == 0, "\(words)") }
        func id() throws -> String? { try DockerEngine().image(image)?.id }
        try run("tag", "postgres:17", image)
        let old = try #require(try id())
        var release = UpdateMachine.first
        release.image = image
        let machine = try await UpdateMachine(signed: true, first: release)
        // Another image under the same name, in an archive alone.
        try machine.folder.write("served/.keep", "")
        try run("create", "--name", name, image)
        try run("commit", "--change", "LABEL other=yes", name, image)
        let new = try #require(try id())
        try run("save", "--output", machine.folder.file("served/web.tar"), image)
        try run("rm", name)
        try run("tag", old, image)
        _ = try docker.run(["image", "rm", new])
        #expect(try id() == old && new != old)

        release = UpdateMachine.second
        release.image = image
        _ = try machine.upload(
            release, images: [.init(reference: image, digest: nil, configurations: ["linux/amd64": new])])
        let updated = try await machine.run(
            "update", "--yes", "--no-backup", "--from", machine.folder.file("served"))
        #expect(updated.status == 0, "\(updated.lastLines)")
        #expect(try id() == new)
        #expect(try await machine.version == "1.5.0")
        let back = try await machine.run("rollback", "--yes")
        #expect(back.status == 0, "\(back.lastLines)")
        #expect(try id() == old)
        try await machine.takeAway()
        for left in [image, new] { _ = try docker.run(["image", "rm", "--force", left]) }
    }

    /// Its image is the release's alone, and on no list of a release that was in use.
    @Test func whatAnUpdateHasFetchedThatEndedInTheReleaseBeforeIsNoted() async throws {
        let name = "landfall-fetched-\(UUID().uuidString.prefix(6).lowercased())"
        let image = "\(name):1"
        let docker = try #require(Tool("docker"))
        func run(_ words: String...) throws { #expect(try docker.run(words).status == 0, "\(words)") }
        let machine = try await UpdateMachine(signed: true)
        try machine.folder.write("served/.keep", "")
        try run("create", "--name", name, "postgres:17")
        try run("commit", "--change", "LABEL fetched=yes", name, image)
        let id = try #require(try DockerEngine().image(image)?.id)
        try run("save", "--output", machine.folder.file("served/web.tar"), image)
        try run("rm", name)
        try run("image", "rm", image)
        var release = UpdateMachine.second
        release.image = image
        release.migration = "false"
        _ = try machine.upload(
            release, images: [.init(reference: image, digest: nil, configurations: ["linux/amd64": id])])
        let updated = try await machine.run(
            "update", "--yes", "--no-backup", "--from", machine.folder.file("served"))
        #expect(updated.status != 0)
        #expect(try await machine.version == "1.4.0")
        let installed = Machine(machine.plan(UpdateMachine.first), root: machine.root)
        #expect(FetchedImages(installed).entries().contains { $0.name == image && $0.id == id })
        #expect(try await RemoveOwnImages(installed).run(FetchedImages(installed).entries()).contains(image))
        #expect(try DockerEngine().image(image) == nil)
        #expect(!FetchedImages(installed).entries().contains { $0.name == image })
        try await machine.takeAway()
    }
}
