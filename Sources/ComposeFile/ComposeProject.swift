import Findings
import Text
import YAML

/// A Compose file with the files that it includes and extends.
public struct ComposeProject {
    public let main: ComposeFile
    /// What is laid over the main file, in this order.
    public let overlays: [ComposeFile]
    /// The files that `include` names, and what they include.
    public private(set) var included: [ComposeFile] = []
    /// The paths of included files whose variables may come from environment files of their own.
    private var withOwnValues: Set<String> = []
    /// Files used only by `extends`.
    public private(set) var extended: [ComposeFile] = []
    /// The services of the main file, of those that are laid over it, and of the included ones.
    public private(set) var services: [ComposeService] = []
    /// Every `include` and `extends` that names a file.
    public private(set) var composeFiles: [FileReference] = []
    /// Whether every file could be read, so that a missing declaration is certain.
    public private(set) var isComplete = true
    /// A variable's value, as far as it is known before the first boot.
    public let value: (String) -> Interpolation.Value

    /// More files than this are a loop that nobody wrote on purpose.
    private static let mostFiles = 64

    /// - Parameters:
    ///   - overlays: Files that Compose merges over the main one, the last of which wins.
    ///   - read: Reads another file of the project by its path in the project's folder; nil if it cannot be
    ///     read, which the closure reports at the reference.
    public init(
        main: ComposeFile, overlays: [ComposeFile] = [], value: @escaping (String) -> Interpolation.Value,
        read: (FileReference) -> ComposeFile?
    ) {
        self.main = main
        self.overlays = overlays
        self.value = value
        for file in [main] + overlays { include(from: file, read) }
        let all = declaring.flatMap(\.services)
        for (index, file) in declaring.enumerated() {
            let names = Dictionary((file.services + all).map { ($0.name, $0) }) { first, _ in first }
            let isOverlay = index > 0 && index <= overlays.count
            for service in file.services.map({ extend($0, among: names, read) }) {
                if isOverlay { service.lay(over: &services) } else { services.append(service) }
            }
        }
    }

    /// The files whose declarations are the project's.
    public var declaring: [ComposeFile] { [main] + overlays + included }

    /// Whether a file's variables may come from an environment file that an `include` names (`env_file`), so that it is not
    /// known here which of them have no value.
    public func hasOwnValues(_ file: ComposeFile) -> Bool { withOwnValues.contains(file.path) }

    /// The names that a section declares, those of included files too.
    public func declared(_ section: ComposeFile.Section) -> [String] {
        var seen: Set<String> = []
        return declaring.flatMap { $0.declared(section).map(\.name) }.filter { seen.insert($0).inserted }
    }

    /// Whether a service starts with the active profiles.
    public func starts(_ service: ComposeService) -> Bool {
        guard !service.profiles.isEmpty else { return true }
        guard case .known(let list) = value("COMPOSE_PROFILES") else { return false }
        let chosen = list.split(separator: ",").map(String.init)
        return chosen.contains("*") || service.profiles.contains(where: chosen.contains)
    }

    /// Whether a service gets the whole `.env`, so that it may use every entry.
    public var passesWholeEnvironment: Bool {
        files.contains { $0.use == .environmentFile && $0.location == .within(".env") }
    }

    private mutating func include(from file: ComposeFile, _ read: (FileReference) -> ComposeFile?) {
        let layer = ComposeService.Layer(file.root, report: file.report, directory: file.directory)
        for item in file.root["include"]?.sequence ?? [] {
            let path = item["path"] ?? item
            for node in path.sequence ?? [path] {
                let directory = item["project_directory"]
                let reference = FileReference(.include, node, in: layer, projectDirectory: directory, value: value)
                composeFiles += reference.map { [$0] } ?? []
                guard let reference, case .within(let target) = reference.location, included.count < Self.mostFiles
                else {
                    isComplete = false
                    continue
                }
                guard !declaring.contains(where: { $0.path == target }) else { continue }
                guard let other = read(reference) else {
                    isComplete = false
                    continue
                }
                included.append(other)
                if item["env_file"] != nil || hasOwnValues(file) { withOwnValues.insert(other.path) }
                include(from: other, read)
            }
        }
    }

    private mutating func extend(
        _ service: ComposeService, among names: [String: ComposeService], _ read: (FileReference) -> ComposeFile?
    ) -> ComposeService {
        var extending = service
        var seen: Set<String> = [service.name]
        var siblings = names
        while let layer = extending.layers.last,
            let node = layer.node.entries.first(where: { $0.name == "extends" })?.value,
            let name = (node["service"] ?? node).string
        {
            if let file = node["file"] {
                let reference = FileReference(.extends, file, in: layer, value: value)
                composeFiles += reference.map { [$0] } ?? []
                guard let reference, let other = base(reference, read) else {
                    isComplete = false
                    return extending
                }
                siblings = Dictionary(other.services.map { ($0.name, $0) }) { first, _ in first }
            }
            guard let base = siblings[name] else {
                layer.report.error(
                    "there is no service `\(name)` to extend", at: node["service"] ?? node,
                    help: Suggestion.help(for: name, among: siblings.keys.sorted(), what: "service"))
                return extending
            }
            guard extending.layers.count < Self.mostFiles else {
                layer.report.error(
                    "`\(service.name)` extends more than \(Self.mostFiles) services one behind the other", at: node,
                    help: "write what they share once")
                return extending
            }
            guard seen.insert("\(base.layers[0].directory)\(base.report.source.file)#\(name)").inserted else {
                layer.report.error(
                    "`\(service.name)` extends itself", at: node, help: "remove `extends` from one of the services")
                return extending
            }
            extending.layers.append(base.layers[0])
        }
        return extending
    }

    private mutating func base(_ reference: FileReference, _ read: (FileReference) -> ComposeFile?) -> ComposeFile? {
        guard case .within(let path) = reference.location else { return nil }
        if let known = (declaring + extended).first(where: { $0.path == path }) { return known }
        guard extended.count < Self.mostFiles, let file = read(reference) else { return nil }
        extended.append(file)
        return file
    }
}
