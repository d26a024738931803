import Host
import Installation
import Plan
import Secrets
import Text

/// Gets every image of the stack into the engine, so that the first boot needs no registry.
package struct PullImages: Sendable {
    package let machine: Machine
    package let title = "Getting the container images"
    package var docker = DockerProgram.docker
    package var backoff = RetrySchedule.network
    /// How long the pull of one image may take, in seconds; nil for what the owner has set, or an hour. That lets 4 GB
    /// through at 10 Mbit/s; a registry that stalls would hold the first boot or an update for ever, since `docker pull` has
    /// no deadline of its own.
    package var deadline: Int?

    /// What an image's name contains if it depends on the machine's values.
    private let redact: Redactor

    package init(_ machine: Machine, _ redact: Redactor = Redactor(hiding: [])) {
        self.machine = machine
        self.redact = redact
    }

    package func run() async throws {
        let images = machine.plan.stack.pinnedImages
        let asked = Set((machine.plan.registries ?? []).map(\.host))
        if !images.isEmpty { try await AwaitEngine(machine).run() }
        for image in images {
            if asked.contains(ImageReference(image).registry), try DockerEngine().image(image) == nil {
                machine.note("\(image): pulled at the first boot, with the owner's login")
            } else if try await !pullIfMissing(image) {
                machine.note("\(image): already here")
            }
        }
        for image in machine.plan.stack.dependentImages {
            machine.note("\(image): pulled at the first boot, because its name depends on the machine's values")
        }
    }

    /// Pulls, with retries, what `docker compose up` would pull only once: images that `prepare` could not know, and
    /// images that somebody removed.
    package func pullMissing() async throws {
        var images = machine.plan.stack.pinnedImages
        if !machine.plan.stack.dependentImages.isEmpty {
            // Compose knows the values. If it cannot answer, `up` says why.
            let result = try await Compose(machine).images.run()
            if result.succeeded { images += result.lastLines.filter { !$0.isEmpty && !$0.contains(" ") } }
        }
        let record = try ImageRecord.read(on: machine)
        for image in Set(images).sorted() {
            if let recorded = record[image] {
                try await require(recorded)
            } else {
                _ = try await pullIfMissing(image)
            }
        }
    }

    /// Makes sure that the name still means the image that `prepare` recorded. The tag may have moved since, here or in
    /// the registry.
    private func require(_ recorded: ImageRecord.Entry) async throws {
        let engine = try DockerEngine()
        if try engine.image(recorded.name) == nil {
            machine.note("\(recorded.name): pulling the recorded image")
            try await pull(recorded.digest ?? recorded.name)
            if let digest = recorded.digest {
                _ = try await DockerProgram.tag(digest, as: recorded.name).run()
            }
        }
        // If there is still none, `up` says why.
        guard let image = try engine.image(recorded.name) else { return }
        let found = ImageRecord.Entry(name: recorded.name, image)
        if recorded.matches(found) { return }
        let app = machine.plan.app.name
        let back =
            recorded.digest.map { digest in
                let commands = [["pull", digest], ["tag", digest, recorded.name]].map { Command("docker", $0) }
                return "`\(ShellWord.sequence(commands))`"
            }
            ?? "`docker load` with the archive that it came from"
        throw Failure(
            .invalidInput, "the image \(recorded.name) is not the one that `\(app)ctl prepare` recorded",
            details: [
                "recorded: \(recorded.digest ?? recorded.id)", "here: \(found.digest ?? found.id)",
            ],
            help: "to accept the one that is here, run `sudo \(app)ctl prepare`, which records it; "
                + "to go back to the recorded one, use \(back)")
    }

    @discardableResult package func pullIfMissing(_ image: String) async throws -> Bool {
        guard try DockerEngine().image(image) == nil else { return false }
        let isBuilt = machine.plan.source?.builds.contains { $0.image == image } == true
        machine.note("\(redact(image)): \(isBuilt ? "building" : "pulling") it")
        try await pull(image)
        return true
    }

    /// Gets an image from its registry, or builds it of the app's source.
    ///
    /// - Throws: ``Failure`` with what to do about it.
    package func pull(_ image: String) async throws {
        if let build = machine.plan.source?.builds.first(where: { $0.image == image }) {
            return try await BuildImage(machine).run(build, of: machine.files.root.path(machine.paths.source))
        }
        let deadline = try deadline ?? Self.deadline(for: machine.plan)
        let command = DockerProgram.command([docker], ["pull", "--quiet", image]).limited(to: deadline)
        let result = try await backoff.run(on: machine.console) {
            try await command.run()
        } isWorthARetry: {
            $0.status != Command.lateStatus && !$0.mentions(Self.finalAnswers)
        }
        if result.status == Command.lateStatus { throw lateness(of: image, deadline) }
        if !result.succeeded { throw refusal(of: image, result) }
    }

    /// `ECHORA_PULL_MINUTES`: a variable reaches every verb that pulls, and the units.
    static func variable(_ plan: Plan) -> String { plan.app.variablePrefix + "_PULL_MINUTES" }

    /// - Returns: Seconds.
    /// - Throws: ``Failure`` if the owner's value is no number of minutes.
    private static func deadline(for plan: Plan) throws -> Int {
        let name = variable(plan)
        guard let text = ThisProcess.variable(name), !text.isEmpty else { return 3600 }
        guard let minutes = Double(text), (0.01...100_000).contains(minutes) else {
            throw Failure(
                .usage, "`\(VisibleText.of(text))` in \(name) is no number of minutes", help: "write \(name)=240")
        }
        return Int((minutes * 60).rounded(.up))
    }

    private func lateness(of image: String, _ deadline: Int) -> Failure {
        let time = deadline % 60 == 0 ? "\(deadline / 60) minutes" : "\(deadline) s"
        return Failure(
            .unavailable, "the image \(redact(image)) did not come within \(time), so its pull was ended",
            help: "check how fast this machine reaches the registry and run this again: layers that came whole are "
                + "kept; \(Self.variable(machine.plan))=MINUTES in its environment gives it longer; or \(archive)")
    }

    /// The way without a registry.
    private var archive: String { "load the image with `\(machine.command) prepare --images DIR`" }

    /// - Parameter result: Of the command that asked the registry.
    func refusal(of image: String, _ result: CommandResult) -> Failure {
        Failure(
            .unavailable, "the image \(redact(image)) cannot be pulled",
            details: result.lastLines.suffix(5).map(redact.callAsFunction),
            help: advice(on: result))
    }

    /// What a registry says if it does not give an image to this machine.
    static let refusals = ["unauthorized", "denied", "no basic auth", "manifest unknown"]

    /// What a registry says if it gives this address no more for now.
    static let limits = ["toomanyrequests", "rate limit"]

    /// What the engine says of an image that was not built for this processor.
    private static let foreign = ["no matching manifest"]

    /// What a registry says when it is no use to try again.
    private static let finalAnswers =
        foreign + [
            "manifest unknown", "not found", "denied", "unauthorized", "no basic auth", "invalid reference",
        ]

    private func advice(on result: CommandResult) -> String {
        if result.mentions(Self.limits) {
            return
                "the registry limits how much one address may pull: log in with `\(machine.command) registry login HOST`, "
                + "try again in some hours, or \(archive)"
        }
        if result.mentions(["network is unreachable", "no route to host"]) {
            return "this machine cannot reach the registry's address: without IPv4 it reaches only registries that "
                + "have IPv6; give it an IPv4 address or a NAT64, or \(archive)"
        }
        if result.mentions(Self.foreign) {
            return
                "the image is not made for this machine's processor, \(ThisProcess.architecture): take a machine with "
                + "another, or \(archive)"
        }
        if result.mentions(Self.finalAnswers) {
            return "check its name; a private image needs `\(machine.command) registry login HOST` first"
        }
        return "check that the machine reaches the registry, or \(archive)"
    }
}

extension Stack {
    /// Images whose names are the same on every machine.
    package var pinnedImages: [String] { images.filter { !$0.contains("$") } }
    /// Images whose names contain a Compose variable.
    package var dependentImages: [String] { images.filter { $0.contains("$") } }
}
