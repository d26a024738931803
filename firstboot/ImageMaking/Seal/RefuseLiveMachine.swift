import Docker
import Edge
import Host
import ImageCheck
import Installation
import Plan

/// Refuses to seal a machine that somebody may be using, unless `--forget` is given.
struct RefuseLiveMachine {
    let machine: Machine

    init(_ machine: Machine) { self.machine = machine }

    /// - Throws: ``Failure`` that lists what is there and names the flag that removes it.
    func run() async throws {
        let paths = [machine.paths.stateFile, machine.paths.secretsFile, machine.paths.stack + "/.env"]
        var found = paths.filter(machine.files.exists).map(machine.files.root.path)
        if machine.files.root.isSystem, let engine = try? DockerEngine() {
            found += ((try? engine.volumes(project: machine.plan.stack.project)) ?? []).map { "the data volume \($0)" }
        }
        // Its certificates' keys stay when the last app goes.
        found += machine.files.names(in: Edge.folder).filter { $0 != "lock" }.map {
            machine.files.root.path("\(Edge.folder)/\($0)")
        }
        let tree = ImageTree(machine.files.root)
        let data = AppData(of: machine.plan, in: tree)
        found += data.leftovers(of: machine.plan, in: tree).prefix(Self.mostFiles).map { "the app's data \($0)" }
        let engines = ImageStore(tree).folder + "/volumes"
        found += tree.names(in: engines).filter(data.owns).map { "the data volume \($0)" }
            .filter { !found.contains($0) }
        guard !found.isEmpty else { return }
        throw Failure(
            .invalidInput, "\(machine.plan.app.title) has been set up on this machine", details: found,
            help:
                "`\(machine.command) seal --forget` removes its secrets, its state and the app's data for good; "
                + "do so only on a machine that nobody uses")
    }

    private static let mostFiles = 5
}
