import Foundation
import Host
import Installation
import Plan
import TestSupport
import Testing

@testable import Docker

/// Which names of images are not the app's alone; OldImagesTests has the rest.
@Suite struct RemoveImagesTests {
    private let folder = TemporaryFolder()

    private var machine: Machine { Machine(.demo(), root: folder.file("root")) }

    private func record(_ name: String, _ image: String) throws {
        let text = #"{"format":1,"images":[{"name":"\#(image)","id":"sha256:x","digests":[]}]}"#
        try folder.write("root/var/lib/landfall/\(name)-images.json", text)
    }

    @Test func theOwnRecordIsNotAnotherApps() throws {
        #expect(try RemoveImages(machine).namesOfOthers() == [])
        try record("demo", "web:1")
        try record("demo-staging", "docker.io/library/postgres:17")
        try record("demo@2", "web:2")
        #expect(try RemoveImages(machine).namesOfOthers() == ["postgres:17", "web:2"])
    }

    @Test func aDamagedRecordOfAnotherAppIsNotAnEmptyOne() throws {
        try folder.write("root/var/lib/landfall/other-images.json", "{")
        #expect(throws: Failure.self) { try RemoveImages(machine).namesOfOthers() }
    }

    /// Also of one that is stopped, by the name or by the image.
    @Test func aContainersImageIsInUse() throws {
        let image = EngineImage(id: "sha256:one", digests: nil)
        func container(_ name: String, _ id: String) throws -> Container {
            let text = #"{"Id":"c","State":"exited","Status":"","Labels":{},"Image":"\#(name)","ImageID":"\#(id)"}"#
            return try JSONDecoder().decode(Container.self, from: Data(text.utf8))
        }
        #expect(try container("docker.io/library/postgres:17", "sha256:two").uses(image, named: "postgres:17"))
        #expect(try container("sha256:one", "sha256:one").uses(image, named: "postgres:17"))
        #expect(try !container("postgres:16", "sha256:two").uses(image, named: "postgres:17"))
    }
}
