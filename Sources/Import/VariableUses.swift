import ComposeFile
import Findings
import YAML

/// Every variable that a Compose file names, in the order of the text.
struct VariableUses {
    struct Use {
        var absence: Interpolation.Variable.Absence
        var passesOverEmpty: Bool
        var line: Int
        /// The container's variable whose value it stands in.
        var key: String?
        /// Whether it comes to the container by its name alone (`- NAME`).
        var isPassedOn = false
        /// What Compose says where it is missing, which Coolify takes for its usual value: `${NAME:?3000}`.
        var message: String?
        /// Whether it is the container's port.
        var isInPort = false
        /// Whether it is what a mount begins with: `${DATA}:/data`.
        var isMountSource = false
        /// The container's port where it is the published one.
        var port: Int?
        /// Whether a secret of the file takes its value from it.
        var isSecretSource = false

        /// The text that stands in for it; nil where variables are in that, or where it is empty.
        var literalStandIn: String? {
            guard case .standIn(let parts) = absence else { return nil }
            return Interpolation.literal(parts).flatMap { $0.isEmpty ? nil : $0 }
        }
    }

    private(set) var names: [String] = []
    private(set) var uses: [String: [Use]] = [:]

    /// - Parameter skipped: Lines whose values are no part of the result.
    init(_ draft: Draft, skipping skipped: Set<Int>) {
        var keys: [Int: [String: String]] = [:]
        for service in draft.services {
            for variable in service.environment {
                let mark = variable.place.node.start
                keys[mark.line, default: [:]]["\(mark.column)"] = variable.name
                if variable.value == nil, VariableName.isValid(variable.name) {
                    let use = Use(
                        absence: .empty, passesOverEmpty: false, line: mark.line, key: variable.name, isPassedOn: true)
                    add(variable.name, use)
                }
            }
        }
        let mounts = Set(draft.services.flatMap { $0.items("volumes").map(\.node.start.line) })
        let portLines = Set(
            draft.services.flatMap { $0.items("ports").filter { $0.node.string != nil }.map(\.node.start.line) })
        var ports: [Int: Int] = [:]
        for service in draft.services {
            for item in service.items("ports") {
                guard let last = item.node.string?.split(separator: ":").last?.split(separator: "/").first else {
                    continue
                }
                ports[item.node.start.line] = Int(last)
            }
        }
        for section in [ComposeFile.Section.secrets, .configs] {
            for entry in draft.declared(section) {
                guard let node = entry.value["environment"], let name = node.string, VariableName.isValid(name) else {
                    continue
                }
                // Compose starts nothing where it has no value.
                let use = Use(
                    absence: .failure, passesOverEmpty: false, line: node.start.line,
                    isSecretSource: section == .secrets)
                add(name, use)
            }
        }
        for scalar in draft.scalars where !skipped.contains(scalar.start.line) {
            guard let text = scalar.string, text.utf8.contains(UInt8(ascii: "$")) else { continue }
            for variable in Interpolation(text).variables {
                let line = scalar.start.line
                let rest = text.utf8.dropFirst(variable.offset + variable.length)
                add(
                    variable.name,
                    Use(
                        absence: variable.absence, passesOverEmpty: variable.passesOverEmpty, line: line,
                        key: keys[line]?["\(scalar.start.column)"],
                        message: Self.message(of: variable, in: text),
                        isInPort: portLines.contains(line) && (rest.isEmpty || rest.first == UInt8(ascii: "/")),
                        isMountSource: mounts.contains(line) && variable.offset == 0
                            && rest.starts(with: ":/".utf8), port: ports[line]))
            }
        }
    }

    /// Those of files that it includes or extends, at the line that names the file.
    mutating func addOtherFiles(of file: ComposeFile, read: (String) -> FoundFiles?) {
        var nodes = file.services.compactMap { $0["extends"]?["file"] }.map { (node: $0, known: Set<String>()) }
        for item in file.root["include"]?.sequence ?? [] {
            let node = item["path"] ?? item
            // What its own environment file says, the project's would hide.
            let own = (item["env_file"].map { $0.sequence ?? [$0] } ?? []).compactMap { node in
                node.string.flatMap(Repairs.relative).flatMap { read($0)?.files.first }
            }
            let known = own.flatMap { ((try? ExampleFile.read($0.bytes)) ?? [:]).keys }
            nodes += (node.sequence ?? [node]).map { (node: $0, known: Set(known)) }
        }
        for (node, known) in nodes {
            guard let path = node.string.flatMap(Repairs.relative), let bytes = read(path)?.files.first?.bytes,
                let other = ComposeFile(path: path, bytes: bytes, name: path, findings: Findings())
            else { continue }
            let variables = other.root.scalars.compactMap(\.string).flatMap { Interpolation($0).variables }
            for variable in variables where !known.contains(variable.name) {
                let use = Use(
                    absence: variable.absence, passesOverEmpty: variable.passesOverEmpty, line: node.start.line,
                    key: nil)
                add(variable.name, use)
            }
        }
    }

    /// Whether a secret of the file takes its value from a variable.
    func isSecretSource(_ name: String) -> Bool { uses[name]?.contains(where: \.isSecretSource) ?? false }

    /// Variables that the file itself does not name.
    mutating func add(_ more: [String]) {
        names += more.filter { uses[$0] == nil && VariableName.isValid($0) }
    }

    private mutating func add(_ name: String, _ use: Use) {
        if uses[name] == nil { names.append(name) }
        uses[name, default: []].append(use)
    }

    private static func message(of variable: Interpolation.Variable, in text: String) -> String? {
        guard variable.absence == .failure else { return nil }
        let bytes = text.utf8.dropFirst(variable.offset).prefix(variable.length).dropLast()
        let rest = bytes.drop { $0 != UInt8(ascii: "?") }.dropFirst()
        return rest.isEmpty || rest.contains(UInt8(ascii: "$")) ? nil : String(decoding: rest, as: UTF8.self)
    }

    /// Whether every place gives it an empty value on purpose: `${NAME:-}`.
    func isEmptyOnPurpose(_ name: String) -> Bool {
        uses[name]?.allSatisfy { $0.absence == .standIn([]) } ?? false
    }

    /// The first stand-in that is not empty, also one of another use of the same variable.
    func standIn(_ name: String) -> [Interpolation.Part]? {
        (uses[name] ?? []).lazy.compactMap { use -> [Interpolation.Part]? in
            if case .standIn(let parts) = use.absence, !parts.isEmpty { parts } else { nil }
        }.first
    }
}

enum VariableName {
    static func isValid(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return name.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x5F
        }
    }
}
