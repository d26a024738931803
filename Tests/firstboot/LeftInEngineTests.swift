import Host
import Plan
import TestSupport
import Testing

@testable import Docker
@testable import ImageMaking
@testable import Installation

/// What `uninstall --purge` tells of an engine that does not answer; Scripts/test-machine does it with a real one.
@Suite struct LeftInEngineTests {
    private let folder = TemporaryFolder()

    private func machine() throws -> Machine {
        let compose = """
            services: {web: {image: "web:2", volumes: ["data:/data", "shared:/shared"]}}
            volumes: {data: {}, shared: {external: true}}
            """
        var plan = Plan.demo()
        plan.stack.project = "demo"
        plan.stack.composeFile = "compose.yml"
        plan.stack.files = [StackFile(path: "compose.yml", content: .verbatim(Array(compose.utf8)))]
        plan.stack.services = [Service(name: "web", image: "web:2"), Service(name: "db", image: "postgres:17")]
        plan.stack.volumes = ["data"]
        for volume in ["demo_data", "demo_data_old-20260101T000000Z", "shared", "other_data", "demo"] {
            try folder.write("root/var/lib/docker/volumes/\(volume)/_data/file", "")
        }
        let here = ["web:1", "web:2", "postgres:17", "demo-kept:1.0.0-20260101T000000Z-1", "demo-kept-2:1"]
        let names = here.map { #""\#($0)":"sha256:aa""# }.joined(separator: ",")
        let store = "root/var/lib/docker/image/overlay2"
        try folder.write("\(store)/repositories.json", #"{"Repositories":{"all":{\#(names)}}}"#)
        try folder.write("\(store)/imagedb/content/sha256/aa", "{}")
        return Machine(plan, root: folder.file("root"))
    }

    private let earlier = [
        ImageRecord.Entry(name: "docker.io/library/web:1", id: "sha256:aa"), .init(name: "gone:1", id: ""),
    ]

    @Test func itsFilesNameWhatIsLeft() throws {
        let left = LeftInEngine(try machine(), earlierImages: earlier)
        #expect(left.volumes == ["demo_data", "demo_data_old-20260101T000000Z"])
        #expect(left.images == ["postgres:17", "web:1", "web:2"])
        #expect(left.tags == ["demo-kept:1.0.0-20260101T000000Z-1"])
        #expect(
            left.commands.suffix(3) == [
                "docker volume rm -f demo_data demo_data_old-20260101T000000Z",
                "docker image rm demo-kept:1.0.0-20260101T000000Z-1", "docker image rm postgres:17 web:1 web:2",
            ])
    }

    @Test func whatIsSomebodyElsesIsNotNamed() throws {
        let machine = try machine()
        try MachineChanges.update(on: machine) { $0.images = ["postgres:17": "sha256:aa", "web:2": ""] }
        let record = #"{"format":1,"images":[{"name":"web:1","id":"sha256:aa","digests":[]}]}"#
        try folder.write("root/var/lib/landfall/other-images.json", record)
        #expect(LeftInEngine(machine, earlierImages: earlier).images == ["web:2"])
        // Whose they are cannot be told.
        try folder.write("root/var/lib/landfall/other-images.json", "{")
        #expect(LeftInEngine(machine, earlierImages: earlier).images == [])
    }
}
