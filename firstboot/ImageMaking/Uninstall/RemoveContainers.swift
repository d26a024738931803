import Docker
import Host
import ImageCheck
import Installation
import Plan

/// Removes the app's containers, networks and images; with its data also the volumes. Compose is not needed: it would
/// want the values that an earlier run may have removed.
struct RemoveContainers: ImageStep {
    let machine: Machine
    private let withData: Bool
    private let earlierImages: [ImageRecord.Entry]
    let title = "Removing the containers"
    let needsRunningSystem = true

    init(_ machine: Machine, withData: Bool, earlierImages: [ImageRecord.Entry]) {
        self.machine = machine
        self.withData = withData
        self.earlierImages = earlierImages
    }

    func run() async throws {
        guard DockerProgram.isInstalled else { return machine.note("there is no Docker") }
        let label = "label=com.docker.compose.project=\(machine.plan.stack.project)"
        do {
            try await AwaitEngine(machine).run()
        } catch {
            guard withData else { throw error }
            return noteLeft(Failure(error))
        }
        let containers = try await docker(["ps", "--all", "--quiet", "--filter", label])
        if !containers.isEmpty {
            _ = try await docker(["stop"] + containers)
            // Volumes without names go with their containers.
            _ = try await docker(["rm"] + (withData ? ["--volumes"] : []) + containers)
        }
        let networks = try await docker(["network", "ls", "--quiet", "--filter", label])
        if !networks.isEmpty { _ = try await docker(["network", "rm"] + networks) }
        machine.note("containers: \(containers.count), networks: \(networks.count)")
        if withData { try await removeVolumes() }
        try await removeImages()
    }

    /// The owner wants the app gone, and can remove later what an engine that does not answer has.
    private func noteLeft(_ failure: Failure) {
        machine.note("containers, volumes, networks and images stay: \(failure.message)")
        let left = LeftInEngine(machine, earlierImages: earlierImages)
        for line in left.lines { machine.note("- \(line)") }
        machine.note("to remove them later, run as root, after `systemctl start docker`:")
        for command in left.commands { machine.note(command) }
    }

    private func removeVolumes() async throws {
        for name in try await AppVolumes.find(machine) {
            _ = try await docker(["volume", "rm", name])
            machine.note("the volume \(name)")
        }
    }

    /// The tags that hold images first: Docker keeps the last name of one that somebody's container uses.
    private func removeImages() async throws {
        let format = ["--format", "{{.Repository}}:{{.Tag}}"]
        for tag in try await docker(["image", "ls"] + format + [machine.paths.keptImages]) {
            let result = try await DockerProgram.command(["image", "rm", tag]).run()
            if result.succeeded { machine.note("the image \(tag)") }
        }
        let images = try ImageRecord.read(on: machine).images + earlierImages
        do {
            for name in try await RemoveOwnImages(machine).run(images) { machine.note("the image \(name)") }
        } catch {
            machine.note("images stay: \(Failure(error).message)")
        }
    }

    private func docker(_ arguments: [String]) async throws -> [String] {
        let command = DockerProgram.command(arguments)
        let result = try await command.run()
        if result.succeeded { return result.lastLines }
        throw Failure(
            .unavailable, "`\(command.line)` failed", details: Array(result.lastLines.suffix(5)),
            help: "fix what it says and run this again; nothing that was not the app's is removed")
    }
}

/// The volumes that are the app's alone.
enum AppVolumes {
    static func find(_ machine: Machine) async throws -> [String] {
        let data = AppData(of: machine.plan, in: ImageTree(machine.files.root))
        let labelled = Set(try DockerEngine().volumes(project: machine.plan.stack.project))
        let list = try await DockerProgram.command(["volume", "ls", "--quiet"]).output()
        // A declared external volume is somebody else's; what was moved aside of ours is ours.
        return list.filter { labelled.contains($0) || (data.owns(volume: $0) && !data.volumes.contains($0)) }
    }
}
