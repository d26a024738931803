import Docker
import Host
import Installation
import Plan

/// Notes which of a release's images are here before the app gets any: they are somebody else's, and `uninstall` leaves
/// them.
///
/// A name is noted once, so that what an interrupted run has loaded already does not count as somebody else's.
package struct NoteImages: ImageStep {
    package let machine: Machine
    /// Names that the app is known to have given.
    private let own: [String]
    package let title = "Noting which images are here already"

    package init(_ machine: Machine, own: [String] = []) {
        self.machine = machine
        self.own = own
    }

    package func run() async throws {
        let names = Set(machine.plan.stack.pinnedImages.map(RemoveImages.familiar))
        let new = names.subtracting((try MachineChanges.read(on: machine).images ?? [:]).keys)
        if new.isEmpty { return }
        try await AwaitEngine(machine).run()
        let engine = try DockerEngine()
        let earlier = try earlierNames()
        var found: [String: String] = [:]
        for name in new {
            found[name] = earlier.contains(name) ? "" : try engine.image(name)?.id ?? ""
            if found[name] != "" { machine.note("\(name): it stays after `uninstall`") }
        }
        try MachineChanges.update(on: machine) { changes in
            changes.images = (changes.images ?? [:]).merging(found) { noted, _ in noted }
        }
    }

    /// What this app and others have got before images were noted. A record that is damaged names nothing, and what it
    /// named stays.
    private func earlierNames() throws -> Set<String> {
        let recorded = (try? ImageRecord.read(on: machine).images.map(\.name)) ?? []
        let others = (try? RemoveImages(machine).namesOfOthers()) ?? []
        return others.union((recorded + own).map(RemoveImages.familiar))
    }
}

/// Removes images that the app has got. Whatever was here before stays, or gets its name back.
package struct RemoveOwnImages {
    private let machine: Machine

    package init(_ machine: Machine) { self.machine = machine }

    /// - Parameter needed: Names that stay in any case.
    /// - Returns: The names that are gone.
    /// - Throws: ``Failure`` if the engine does not answer, or a record cannot be read. What is left to remove then stays.
    package func run(_ images: [ImageRecord.Entry], keeping needed: Set<String> = []) async throws -> [String] {
        let before = try MachineChanges.read(on: machine).images ?? [:]
        let removed = try await RemoveImages(machine).run(images, keeping: needed, earlier: before)
        // Who pulls one of these names from now on is somebody else.
        try MachineChanges.update(on: machine) { changes in
            for name in removed.map(RemoveImages.familiar) where changes.images?[name] == "" {
                changes.images?[name] = nil
            }
        }
        return removed
    }
}
