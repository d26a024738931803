import Docker
import ImageMaking
import Installation
import JSON
import Plan

/// The images that updates have got for this machine. Those of an update that ended in the release before are on no other
/// list, and `uninstall` removes them too.
package struct FetchedImages {
    private let machine: Machine

    package init(_ machine: Machine) { self.machine = machine }

    private var path: String { "\(machine.paths.state)/fetched-images.json" }

    /// Those that nobody had before the app got them, and that it has not removed since. A damaged list names none.
    package func entries() -> [ImageRecord.Entry] {
        guard let noted = try? MachineChanges.read(on: machine).images else { return [] }
        return read().filter { noted[RemoveImages.familiar($0.name)] == "" }
    }

    private func read() -> [ImageRecord.Entry] {
        guard let bytes = try? machine.files.read(path) else { return [] }
        return (try? JSONCoder.decode([ImageRecord.Entry].self, from: bytes)) ?? []
    }

    /// Adds those of this program's release that the engine has.
    func add() throws {
        let engine = try DockerEngine()
        let now = try machine.plan.stack.pinnedImages.compactMap { name in
            try engine.image(name).map { ImageRecord.Entry(name: name, $0) }
        }
        let before = read()
        let others = before.filter { entry in !now.contains { $0.name == entry.name && $0.id == entry.id } }
        if others + now == before { return }
        try machine.files.write(path, try JSONCoder.encode(others + now, pretty: true) + [0x0a], mode: 0o600)
    }
}
