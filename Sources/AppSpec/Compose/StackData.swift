import ComposeFile
import Findings
import Plan
import YAML

/// Where a Compose project keeps data: what its services have mounted and may write to.
struct StackData {
    /// A mount and where the compose file says so.
    struct Place {
        let mount: StackMount
        let declaration: Mount
        /// A volume's or a path's; nil for a volume without a name, and where only the machine knows it.
        var name: String? { mount.source?.literal }
    }

    private let compose: ComposeProject
    private let environment: [String: Template]

    init(_ compose: ComposeProject, _ environment: [EnvironmentEntry]) {
        self.compose = compose
        self.environment = Dictionary(environment.map { ($0.name, $0.value) }) { first, _ in first }
    }

    var places: [Place] {
        compose.services.flatMap { service in
            service.items("volumes").compactMap { item in
                guard let mount = Mount(item, value: value), !mount.isReadOnly, isOfDisk(mount) else { return nil }
                let source = mount.source.map { template(within($0, item.layer.directory)) }
                return Place(
                    mount: StackMount(
                        service: service.name, target: template(mount.target).literal ?? mount.target, source: source),
                    declaration: mount)
            }
        }
    }

    /// What the engine calls volumes that Compose does not name after the project.
    var volumeNames: [String: Template] {
        var names: [String: Template] = [:]
        for entry in compose.declaring.flatMap({ $0.declared(.volumes) }) {
            let external = entry.value["external"]
            let isExternal = ComposeFile.isExternal(entry.value)
            // The name under `external` is how the first versions of the format had it.
            guard let name = (entry.value["name"] ?? external?["name"])?.string ?? (isExternal ? entry.name : nil),
                let resolved = Interpolation(name).resolved(value)
            else { continue }
            names[entry.name] = template(resolved)
        }
        return names
    }

    /// What a service is given in its environment; nil for a value that only the machine's shell has.
    func environment(of service: ComposeService) -> [(name: String, value: Template?)] {
        service.environment.map { name, text, _ in
            (name, Interpolation(text ?? "${\(name)}").resolved(value).map(template))
        }
    }

    /// Memory, images and pipes keep nothing.
    private func isOfDisk(_ mount: Mount) -> Bool {
        mount.kind != .other || mount.place.node.string != nil || mount.place.node["type"]?.string == "volume"
    }

    /// Relative paths begin at the folder of the file that they stand in.
    private func within(_ source: String, _ directory: String) -> String {
        source.hasPrefix(".") && !directory.isEmpty ? "./\(directory)\(source)" : source
    }

    // MARK: Values that only the machine has

    /// Stands around a variable's name in a text until that becomes a template. No compose file can hold it.
    private static let mark: Character = "\u{1}"

    private func value(_ name: String) -> Interpolation.Value {
        compose.value(name) == .later ? .known("\(Self.mark)\(name)\(Self.mark)") : compose.value(name)
    }

    private func template(_ text: String) -> Template {
        let pieces = text.split(separator: Self.mark, omittingEmptySubsequences: false).map(String.init)
        return Template(
            pieces.enumerated().flatMap { index, piece -> [Template.Part] in
                if index.isMultiple(of: 2) { return piece.isEmpty ? [] : [.text(piece)] }
                return environment[piece]?.parts ?? []
            })
    }
}
