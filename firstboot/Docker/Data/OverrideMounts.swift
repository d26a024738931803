import Host
import Installation
import Plan
import YAML

/// What the owner's override file mounts: a database's folder on another disk, for instance. Sources with variables in
/// them are left out; a container that has them mounted is looked at all the same.
enum OverrideMounts {
    static func read(_ machine: Machine) -> [StackMount] {
        guard let name = Override(machine).ownersFile,
            let bytes = try? machine.files.read("\(machine.paths.stack)/\(name)"),
            let root = try? YAML.parse(bytes), let services = root["services"]
        else { return [] }
        return services.entries.flatMap { entry in
            (entry.value["volumes"]?.sequence ?? []).compactMap { mount($0, of: entry.name) }
        }
    }

    private static func mount(_ item: Node, of service: String) -> StackMount? {
        if let text = item.string {
            let parts = text.split(separator: ":", maxSplits: 2).map(String.init)
            guard parts.count > 1, parts.dropFirst(2).allSatisfy({ !$0.split(separator: ",").contains("ro") }) else {
                return nil
            }
            return mount(service, parts[0], parts[1])
        }
        guard let source = item["source"]?.string, let target = item["target"]?.string,
            item["read_only"]?.bool != true
        else { return nil }
        return mount(service, source, target)
    }

    private static func mount(_ service: String, _ source: String, _ target: String) -> StackMount? {
        source.contains("$") ? nil : StackMount(service: service, target: target, source: Template(text: source))
    }
}
