import Plan
import YAML

/// Where an app keeps its data, from the compose file in its plan: folders and files of the machine that are mounted
/// into a service (bind mounts), and volumes.
///
/// Source: the Compose specification, `volumes` of services and of the top level.
public struct AppData: Sendable {
    /// The places that a service may write to, as absolute paths of the machine.
    public private(set) var places: [String] = []
    /// The engine's names of the volumes, including external ones.
    public private(set) var volumes: Set<String> = []
    /// What only the author of the compose file can decide, as readable text.
    public private(set) var unknown: [String] = []

    private let stack: String
    private let project: String
    private let values: DotEnvValues
    private let tree: ImageTree
    private let app: String
    /// The top level's `volumes`, keyed by name.
    private var declared: [String: Node] = [:]

    public init(of plan: Plan, in tree: ImageTree) {
        stack = plan.paths.stack
        project = plan.stack.project
        self.tree = tree
        app = plan.app.name
        values = DotEnvValues(plan, tree.text(stack + "/.env"))
        let names = plan.stack.composeFiles + ["docker-compose.override.yml"]
        let files = plan.stack.files.filter { names.contains($0.path) }
        let roots = files.compactMap { root(of: $0) }
        for root in roots {
            for volume in root["volumes"]?.mergedPairs ?? [] {
                declared[volume.key.string ?? ""] = volume.value
            }
        }
        for (name, volume) in declared { add(volume, named: name) }
        for service in roots.flatMap({ $0["services"]?.mergedPairs ?? [] }) {
            for mount in service.value["volumes"]?.sequence ?? [] { add(mount, of: service.key.string ?? "") }
        }
        places += places.flatMap { Self.movedAside($0, in: tree) }
        places = places.filter { place in !places.contains { place.hasPrefix($0 + "/") } }
        var seen: Set<String> = []
        places = places.filter { seen.insert($0).inserted }
    }

    /// Whether a volume of the engine's is the app's, or has what was moved aside of one.
    public func owns(volume name: String) -> Bool {
        volumes.contains { $0 == name || MovedData.isName(name, of: $0) }
            || MovedData.isName(name, ofProject: project)
    }

    private static func movedAside(_ place: String, in tree: ImageTree) -> [String] {
        guard let slash = place.lastIndex(of: "/") else { return [] }
        let name = String(place[place.index(after: slash)...])
        return tree.names(in: slash == place.startIndex ? "/" : String(place[..<slash]))
            .filter { MovedData.isName($0, of: name) }.map { "\(place[...slash])\($0)" }
    }

    private mutating func root(of file: StackFile) -> Node? {
        guard case .verbatim(let bytes) = file.content else {
            unknown.append("\(stack)/\(file.path) depends on the machine's values")
            return nil
        }
        do throws(YAMLError) {
            return try YAML.parse(bytes)
        } catch {
            unknown.append("\(stack)/\(file.path) is not YAML (line \(error.mark.line))")
            return nil
        }
    }

    private mutating func add(_ volume: Node, named name: String) {
        let isExternal = volume["external"].map { $0.bool != false } ?? false
        let own = volume["name"]?.string ?? volume["external"]?["name"]?.string
        if let engines = resolved(own ?? (isExternal ? name : "\(project)_\(name)"), of: "the volume \(name)") {
            volumes.insert(engines)
        }
        // A volume that is a folder of the machine: `driver_opts: {type: none, o: bind, device: /srv/data}`.
        let options = volume["driver_opts"]
        let flags = options?["o"]?.string?.split(separator: ",") ?? []
        if let device = options?["device"]?.string, flags.contains("bind") || flags.contains("rbind") {
            add(place: device, of: "the volume \(name)")
        }
    }

    private mutating func add(_ mount: Node, of service: String) {
        if let text = mount.string {
            let parts = Self.parts(text)
            guard parts.count > 1, parts.dropFirst(2).allSatisfy({ !$0.split(separator: ",").contains("ro") }) else {
                return
            }
            // A name is a volume. A variable may be either.
            if ["/", "./", "../", "~"].contains(where: parts[0].hasPrefix) || [".", ".."].contains(parts[0]) {
                add(place: parts[0], of: service)
            } else if parts[0].contains("$"), let source = resolved(parts[0], of: service) {
                if source.contains("/") { add(place: source, of: service) }
            }
        } else if mount["type"]?.string == "bind", mount["read_only"]?.bool != true,
            let source = mount["source"]?.string
        {
            add(place: source, of: service)
        }
    }

    /// `SOURCE:TARGET[:MODE]`, where a variable's default may have a colon too: `${DATA:-./data}:/data`.
    private static func parts(_ text: String) -> [String] {
        var parts = [""]
        var depth = 0
        for character in text {
            if character == "{" { depth += 1 } else if character == "}" { depth -= 1 }
            if character == ":" && depth == 0 {
                parts.append("")
            } else {
                parts[parts.count - 1].append(character)
            }
        }
        return parts
    }

    private mutating func add(place source: String, of owner: String) {
        guard let text = resolved(source, of: owner) else { return }
        var path = text
        if path == "~" || path.hasPrefix("~/") { path = "/root" + path.dropFirst() }
        let whole = path.hasPrefix("/") ? path : "\(stack)/\(path)"
        var names: [Substring] = []
        for name in whole.split(separator: "/") where name != "." {
            if name == ".." { _ = names.popLast() } else { names.append(name) }
        }
        let place = "/" + names.joined(separator: "/")
        switch PlaceOwner.of(place, in: tree, app: app) {
        case .app: places.append(place)
        case .system: break
        case .both: unknown.append("\(owner) may write to \(place), which is not only the app's")
        }
    }

    private mutating func resolved(_ text: String, of owner: String) -> String? {
        if let known = values.resolve(text) { return known }
        unknown.append("\(owner) writes to a place that depends on the machine's values: \(text)")
        return nil
    }
}

extension AppData {
    /// What is in the app's places besides the files that its plan lays down: a machine's data.
    public func leftovers(of plan: Plan, in tree: ImageTree) -> [String] {
        let laid = Self.laidDown(plan)
        return places.flatMap { place -> [String] in
            switch tree.kind(tree.resolve(place) ?? place) {
            case .folder: tree.files(under: place)
            case .file: tree.holdsSomething(place) ? [place] : []
            default: []
            }
        }.filter { !laid.contains($0) }
    }

    /// The paths of the plan's files, and of `.env`, which other rules check.
    public static func laidDown(_ plan: Plan) -> Set<String> {
        let stack = plan.paths.stack
        return Set(plan.stack.files.map { "\(stack)/\($0.path)" } + [stack + "/.env"])
    }
}
