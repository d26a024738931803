import JSON
import Testing

@testable import Plan

/// What is stamped onto a program is what the machine reads.
@Suite struct StackCodingTests {
    @Test func everyFieldComesBack() throws {
        var stack = Stack(
            project: "demo", composeFile: "compose.yml",
            files: [StackFile(path: "compose.yml", content: .verbatim([0x7b, 0x7d]))],
            folders: [StackFolder(path: "data", mode: 0o750, owner: FileOwner(user: 1000))],
            services: [Service(name: "web", image: "web:1")], volumes: ["data"])
        stack.overlays = ["prod.yml"]
        stack.volumeNames = ["data": Template(text: "shared")]
        stack.collisions = ["compose.yml:4: a port"]
        stack.mounts = [StackMount(service: "web", target: "/data", source: Template(text: "data"))]
        for child in Mirror(reflecting: stack).children {
            let isEmpty = (child.value as? any Collection)?.isEmpty ?? false
            #expect(!isEmpty, "give \(child.label ?? "the new field") a value here")
        }
        #expect(try JSONCoder.decode(Stack.self, from: JSONCoder.encode(stack)) == stack)
    }
}
