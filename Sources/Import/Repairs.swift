import ComposeFile
import Plan
import YAML

/// Changes what Docker Compose would refuse: Coolify's own keys, and what nobody declares.
struct Repairs {
    let draft: Draft
    /// Lines that are no longer in the file.
    private(set) var removed: Set<Int> = []

    init(_ draft: Draft) { self.draft = draft }

    mutating func run() {
        for service in draft.services {
            for layer in service.layers {
                removeKey("exclude_from_hc", of: layer.node, why: "Coolify's health display has no part on a machine")
            }
            for item in service.items("volumes") where item.node.mapping != nil { repairMount(item.node, service) }
            for layer in service.layers { repairEnvironment(of: layer.node, service) }
            movePostgresFolder(service)
        }
        declareVolumes()
        declareNetworks()
        for section in ComposeFile.Section.allCases {
            for entry in draft.declared(section) where ComposeFile.isExternal(entry.value) {
                repairExternal(entry, section)
            }
        }
        for file in draft.files where file.root["name"] != nil {
            removeKey("name", of: file.root, why: "the app's name is in app.yaml")
        }
    }

    @discardableResult
    private mutating func removeKey(_ name: String, of mapping: Node, why: String) -> Bool {
        guard let pair = mapping.mapping?.first(where: { $0.key.scalar?.text == name }) else { return true }
        let line = pair.key.start.line
        guard draft.text.remove(key: pair.key, value: pair.value) else {
            draft.report.add(
                .refused, "`\(name)` cannot be taken out of its line: write it on a line of its own", line: line)
            return false
        }
        removed.formUnion(line...max(line, pair.value.end.line - (pair.value.end.column == 1 ? 1 : 0)))
        draft.report.add(.leftOut, "`\(name)`: \(why)", line: line)
        return true
    }

    private mutating func repairExternal(_ entry: Node.Entry, _ section: ComposeFile.Section) {
        guard let node = entry.value["external"] else { return }
        let line = node.start.line
        guard section == .volumes || section == .networks else {
            let isUsed = draft.services.contains { $0.names(section.rawValue).contains { $0.name == entry.name } }
            guard isUsed else { return }
            draft.report.add(
                .refused,
                "the \(section.singular) `\(entry.name)` is external, and nobody makes it on a new machine: give it "
                    + "`file` or `environment`", line: line)
            return
        }
        let name = (entry.value["name"] ?? node["name"])?.string ?? entry.name
        if section == .networks, ComposeFile.engineNetworks.contains(name) { return }
        let why = "nobody makes the \(section.singular) `\(entry.name)` on a new machine, so Compose does"
        guard draft.text.first(of: entry.value) == "{" else {
            removeKey("external", of: entry.value, why: why)
            return
        }
        // A flow mapping shares its lines, so the key stays.
        if draft.text.isReplaced(node) { return }
        if draft.text.replace(node, with: "false") {
            draft.report.add(.leftOut, "`external`: \(why)", line: line)
        } else {
            draft.report.add(.refused, "`external` cannot be taken out of its line: write it on one line", line: line)
        }
    }

    /// `environment` with words under it, where dashes were forgotten: YAML takes lines without them for one text.
    private mutating func repairEnvironment(of mapping: Node, _ service: ComposeService) {
        guard let pair = mapping.mapping?.first(where: { $0.key.scalar?.text == "environment" }),
            let scalar = pair.value.scalar, scalar.isPlain, !pair.value.isNull
        else { return }
        let words = scalar.text.split(whereSeparator: \.isWhitespace).map(String.init)
        let isList = words.allSatisfy { word in
            word.firstIndex(of: "=").map { VariableName.isValid(String(word[..<$0])) } ?? false
        }
        let line = pair.key.start.line
        guard isList, draft.text.beginsLine(pair.key.start), draft.text.remove(key: pair.key, value: pair.value) else {
            return
        }
        let indentation = String(repeating: " ", count: pair.key.start.column - 1)
        let items = words.map { "\(indentation)  - \(YAML.quoted($0))" }
        draft.text.insert(["\(indentation)environment:"] + items, before: line)
        draft.report.add(
            .changed, "`environment` of `\(service.name)` is a list, as Docker Compose asks for: it was one text",
            line: line)
    }

    // MARK: Mounts with their content

    private mutating func repairMount(_ node: Node, _ service: ComposeService) {
        let isFolder = ["is_directory", "isDirectory"].contains { node[$0]?.bool == true }
        let source = node["source"]?.string ?? ""
        var path = Self.relative(source)
        if isFolder, path == nil, source.hasPrefix("~/"), let place = node["source"],
            let own = Self.relative("./" + source.dropFirst(2)),
            draft.text.replace(place, with: YAML.quoted("./" + own))
        {
            path = own
            draft.report.add(.changed, "`\(source)` is the folder `\(own)` of the app", line: place.start.line)
        }
        if let content = node["content"] {
            let line = content.start.line
            guard let path, let text = content.scalar?.text else {
                draft.report.add(.refused, "the file with this content has no path beside the Compose file", line: line)
                return
            }
            add(path, text, mode: node["mode"]?.string, line: line)
            removeKey("content", of: node, why: "it is the file `\(path)` now, which is laid down on the machine")
            removeKey("mode", of: node, why: "app.yaml says it for the file `\(path)`")
        }
        for name in ["is_directory", "isDirectory"] where node[name] != nil {
            removeKey(name, of: node, why: "Landfall lays the folder or file down itself")
        }
        if isFolder, let path { draft.stackFiles.append(.map([("folder", .string(path))])) }
    }

    /// Coolify fills no variables into it: programs in the container do.
    private func add(_ path: String, _ text: String, mode: String?, line: Int) {
        let bytes = Array(text.utf8)
        if let known = draft.written.first(where: { $0.path == path }) {
            if known.bytes != bytes {
                draft.report.add(.refused, "`\(path)` has two different contents: the first one holds", line: line)
            }
            return
        }
        draft.written.append(ImportedFile(path: path, bytes: bytes))
        let digits = mode.map { $0.hasPrefix("0") ? $0 : "0" + $0 } ?? ""
        let isMode = (4...5).contains(digits.utf8.count) && Int(digits, radix: 8) != nil
        draft.stackFiles.append(
            .map([("from", .string(path))] + (isMode ? [("mode", .string(digits))] : [])))
    }

    /// What the result has of its own.
    static let reserved: Set<String> = ["app.yaml", Importer.composeFile, "app.schema.json", ".env"]

    /// A path within the app's folder, without `./`.
    static func relative(_ source: String) -> String? {
        guard case .within(let path) = ProjectPath(source, from: ""), source.utf8.allSatisfy({ $0 >= 0x20 }),
            !source.contains("$"), !reserved.contains(path)
        else { return nil }
        return path
    }

    // MARK: Declarations

    /// A new machine has no data of an older PostgreSQL, so the volume goes where 18 and later look for it.
    private func movePostgresFolder(_ service: ComposeService) {
        let old = "/var/lib/postgresql/data"
        guard let image = draft.image(of: service), ImageReference(image).path == "library/postgres",
            let major = Int((ImageReference(image).tag ?? "").prefix { $0.isNumber }), major >= 18
        else { return }
        for item in service.items("volumes") {
            let node = item.node["target"] ?? item.node
            guard let text = node.string, text == old || text.hasSuffix(":" + old),
                draft.text.replace(node, with: YAML.quoted(String(text.dropLast("/data".count))))
            else { continue }
            draft.report.add(
                .changed,
                "PostgreSQL \(major) keeps its data below /var/lib/postgresql, so the volume is mounted there",
                line: node.start.line)
        }
    }

    private func declareVolumes() {
        var missing: [String] = []
        let declared = draft.declared(.volumes).map(\.name)
        trimVolumes()
        for service in draft.services {
            for item in service.items("volumes") {
                guard let mount = Mount(item, value: { _ in .absent }), mount.kind == .volume,
                    let name = mount.source.map({ draft.renamedVolumes[$0] ?? $0 }),
                    !declared.contains(name), !missing.contains(name)
                else { continue }
                missing.append(name)
                draft.report.add(
                    .changed, "the volume `\(name)` is declared, as Docker Compose asks for", line: item.node.start.line
                )
            }
        }
        declare(missing, .volumes)
    }

    /// Coolify takes `data/:/data` and `data/logs:/logs` for volumes, and Docker Compose for nothing.
    private func trimVolumes() {
        for service in draft.services {
            for item in service.items("volumes") {
                guard let text = item.node.string, let colon = text.firstIndex(of: ":"), text[..<colon].contains("/"),
                    text.first.map({ $0.isLetter || $0.isNumber }) == true, !text[..<colon].contains("$")
                else { continue }
                let name = text[..<colon].split(separator: "/").joined(separator: "-")
                guard draft.text.replace(item.node, with: YAML.quoted(name + text[colon...])) else { continue }
                draft.renamedVolumes[String(text[..<colon])] = name
                draft.report.add(
                    .changed, "the volume `\(text[..<colon])` is called `\(name)`", line: item.node.start.line)
            }
        }
    }

    private func declareNetworks() {
        var missing: [String] = []
        let declared = draft.declared(.networks).map(\.name) + ["default"]
        for service in draft.services {
            for (name, place) in service.names("networks") where !declared.contains(name) && !missing.contains(name) {
                missing.append(name)
                draft.report.add(
                    .changed, "the network `\(name)` is declared, as Docker Compose asks for",
                    line: place.node.start.line)
            }
        }
        declare(missing, .networks)
    }

    private func declare(_ names: [String], _ section: ComposeFile.Section) {
        guard !names.isEmpty else { return }
        let entries = names.map { YAML.quotedIfNeeded($0) + ": {}" }
        guard let pair = draft.files[0].root.mapping?.first(where: { $0.key.scalar?.text == section.rawValue }) else {
            draft.text.append(["", "\(section.rawValue):"] + entries.map { "  " + $0 })
            return
        }
        if draft.text.insertEntry(entries, into: pair.value, under: pair.key) { return }
        if pair.value.isNull {
            draft.text.insert(entries.map { "  " + $0 }, before: pair.key.start.line + 1)
        } else {
            draft.report.add(
                .refused, "`\(section.rawValue)` could not be added to: write it as lines", line: pair.key.start.line)
        }
    }
}

extension YAML {
    /// A key as this project's writer has it.
    static func quotedIfNeeded(_ text: String) -> String {
        String(YAML.emit(.map([(text, .map([]))])).dropLast(": {}\n".utf8.count))
    }
}
