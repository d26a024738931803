import Plan
import TestSupport
import Testing

/// What a machine's image archives must have.
@Suite struct StackImagesTests {
    @Test func `the images are those of the services and of the edge, each once`() {
        var stack = Plan.demo().stack
        stack.services = [
            Service(name: "web", image: "web:1"), Service(name: "worker", image: "web:1"),
            Service(name: "built", image: nil), Service(name: "data", image: "data:${TAG}"),
        ]
        #expect(stack.images == ["data:${TAG}", "web:1"])
        var edge = Edge(exposures: [])
        edge.image = "edge:2"
        stack.edge = edge
        #expect(stack.images == ["data:${TAG}", "edge:2", "web:1"])
    }
}
