import Host
import Installation
import Plan

/// Every image of the stack in the engine, so that the first boot asks no registry.
package struct PullImages: Sendable {
    package let machine: Machine
    package let title = "Getting the container images"
    package var docker = "docker"
    package var backoff = RetrySchedule.network

    package init(_ machine: Machine) { self.machine = machine }

    package func run() async throws {
        let images = machine.plan.stack.pinnedImages
        if !images.isEmpty { try await AwaitEngine(machine).run() }
        for image in images where try await !pullIfMissing(image) { machine.note("\(image): is there") }
        for image in machine.plan.stack.dependentImages {
            machine.note("\(image): depends on the machine's values, so it is pulled at the first boot")
        }
    }

    /// Pulls what `docker compose up` would pull without another try: images that `prepare` could not know, and those
    /// that somebody removed.
    package func pullMissing() async throws {
        var images = machine.plan.stack.pinnedImages
        if !machine.plan.stack.dependentImages.isEmpty {
            // Compose knows the values; where it cannot be asked, `up` says why.
            let result = try await Compose(machine).images.run()
            if result.succeeded { images += result.lastLines.filter { !$0.isEmpty && !$0.contains(" ") } }
        }
        for image in Set(images).sorted() { _ = try await pullIfMissing(image) }
    }

    private func pullIfMissing(_ image: String) async throws -> Bool {
        guard try DockerEngine().image(image) == nil else { return false }
        machine.note("\(image): pulling it")
        try await pull(image)
        return true
    }

    /// - Throws: ``Failure`` with what to do about it.
    package func pull(_ image: String) async throws {
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
        let archive = "load the image with `\(machine.plan.app.name)ctl prepare --images DIR`"
        if result.mentions(["toomanyrequests", "rate limit"]) {
            return "the registry limits how much one address may pull: log in with `docker login`, try again in some "
                + "hours, or \(archive)"
        }
        if result.mentions(["network is unreachable", "no route to host"]) {
            return "this machine has no way to the registry's address: one without IPv4 reaches only registries that "
                + "have IPv6; give it an IPv4 address or a NAT64, or \(archive)"
        }
        if result.mentions(Self.finalAnswers) {
            return "see that its name is right; a private image needs `docker login` first"
        }
        return "see that the machine reaches the registry, or \(archive)"
    }
}

extension Stack {
    /// The images whose names are the same on every machine.
    package var pinnedImages: [String] { imageNames.filter { !$0.contains("$") } }
    /// Those whose names hold a variable of Compose's.
    package var dependentImages: [String] { imageNames.filter { $0.contains("$") } }

    private var imageNames: [String] { Set(services.compactMap(\.image)).sorted() }
}
