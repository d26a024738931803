import Host
import Plan

/// Every image of the stack in the engine, so that the first boot asks no registry.
struct PullImages: ImageStep {
    let machine: Machine
    let title = "Getting the container images"
    var docker = "docker"
    var backoff = Backoff.network

    init(_ machine: Machine) { self.machine = machine }

    func run() async throws {
        let images = Set(machine.plan.stack.services.compactMap(\.image)).sorted()
        if !images.isEmpty { try await AwaitEngine(machine).run() }
        for image in images {
            if image.contains("$") {
                machine.note("\(image): depends on the machine's values, so it is pulled at the first boot")
            } else if try await Command(docker, ["image", "inspect", image]).run().succeeded {
                machine.note("\(image): is there")
            } else {
                machine.note("\(image): pulling it")
                try await pull(image)
            }
        }
    }

    /// - Throws: ``Failure`` with what to do about it.
    func pull(_ image: String) async throws {
        let command = Command(docker, ["pull", "--quiet", image])
        let result = try await backoff.run(on: machine.console) {
            try await command.run()
        } isWorthARetry: {
            !$0.mentions(Self.finalAnswers)
        }
        if result.succeeded { return }
        throw Failure(
            .unavailable, "the image \(image) cannot be pulled", details: Array(result.lastLines.suffix(5)),
            help: advice(on: result))
    }

    /// What a registry says when another try gives the same answer.
    private static let finalAnswers = ["manifest unknown", "not found", "denied", "unauthorized", "invalid reference"]

    private func advice(on result: CommandResult) -> String {
        if result.mentions(["toomanyrequests", "rate limit"]) {
            return "the registry limits how much one address may pull: log in with `docker login`, try again in some "
                + "hours, or load the image from an archive with --images DIR"
        }
        if result.mentions(Self.finalAnswers) {
            return "see that its name is right; a private image needs `docker login` first"
        }
        return "see that the machine reaches the registry, or load the image from an archive with --images DIR"
    }
}
