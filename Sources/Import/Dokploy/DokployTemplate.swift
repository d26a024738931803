import FileFormats

/// What Dokploy's template.toml says beside a Compose file.
///
/// Source: github.com/Dokploy/dokploy, packages/server/src/templates/processors.ts, of November 2026.
struct DokployTemplate {
    struct Entry {
        var name: String
        var text: String
        var line: Int
    }
    struct Domain {
        var service: String
        var port: Int
        var host: String?
        var path: String
        var line: Int
    }

    private(set) var variables: [Entry] = []
    /// The lines of `.env`.
    private(set) var environment: [Entry] = []
    private(set) var domains: [Domain] = []
    /// Files, by their paths below `../files`.
    private(set) var mounts: [Entry] = []
    /// Mounts that Dokploy writes no file for, by their lines.
    private(set) var ignored: [Int] = []
    /// What is not as Dokploy has it.
    private(set) var problems: [(text: String, line: Int)] = []

    init(_ bytes: [UInt8]) throws(TOML.Problem) {
        let root = try TOML.read(bytes)
        if case .table(let table)? = root["variables"]?.value {
            variables = table.entries.compactMap { entry($0.key, $0.item) }
        }
        guard case .table(let config)? = root["config"]?.value else { return }
        readEnvironment(config["env"])
        for (table, line) in Self.tables(config["domains"]) { readDomain(table, line) }
        for (table, line) in Self.tables(config["mounts"]) {
            guard let path = Self.text(table["filePath"]), let content = Self.text(table["content"]) else {
                ignored.append(line)
                continue
            }
            mounts.append(Entry(name: path, text: content, line: line))
        }
    }

    private mutating func readEnvironment(_ item: TOML.Item?) {
        switch item?.value {
        case .table(let table)?: environment = table.entries.compactMap { entry($0.key, $0.item) }
        case .array(let items)?:
            for item in items {
                switch item.value {
                case .table(let table): environment += table.entries.prefix(1).compactMap { entry($0.key, $0.item) }
                case .string(let text):
                    for piece in text.split(whereSeparator: \.isNewline) { readLine(String(piece), item.line) }
                default: break
                }
            }
        default: break
        }
    }

    /// A line of `.env`, which Dokploy writes as it is.
    private mutating func readLine(_ text: String, _ line: Int) {
        let text = String(text.drop { $0 == " " || $0 == "\t" })
        guard !text.isEmpty, !text.hasPrefix("#") else { return }
        guard let equals = text.firstIndex(of: "="), VariableName.isValid(String(text[..<equals])) else {
            problems.append(("this is no line `NAME=value`", line))
            return
        }
        var value = String(text[text.index(after: equals)...])
        while value.last == " " || value.last == "\t" { value.removeLast() }
        if let quote = value.first, quote == "\"" || quote == "'", value.count > 1, value.last == quote {
            value = String(value.dropFirst().dropLast())
        } else if let comment = value.range(ofText: " #") {
            value = String(value[..<comment.lowerBound])
        }
        environment.append(Entry(name: String(text[..<equals]), text: value, line: line))
    }

    private mutating func readDomain(_ table: TOML.Table, _ line: Int) {
        guard let service = Self.text(table["serviceName"]) else {
            problems.append(("a domain needs `serviceName`", line))
            return
        }
        guard let port = Self.text(table["port"]).flatMap({ Int($0) }), (1...65535).contains(port) else {
            problems.append(("the domain of `\(service)` has no port", line))
            return
        }
        domains.append(
            Domain(
                service: service, port: port, host: Self.text(table["host"]), path: Self.text(table["path"]) ?? "/",
                line: line))
    }

    private func entry(_ name: String, _ item: TOML.Item) -> Entry? {
        Self.text(item).map { Entry(name: name, text: $0, line: item.line) }
    }

    private static func text(_ item: TOML.Item?) -> String? {
        switch item?.value {
        case .string(let text)?, .other(let text)?: text
        case .integer(let number)?: "\(number)"
        case .boolean(let flag)?: "\(flag)"
        default: nil
        }
    }

    private static func tables(_ item: TOML.Item?) -> [(TOML.Table, Int)] {
        guard case .array(let items)? = item?.value else { return [] }
        return items.compactMap { item in
            if case .table(let table) = item.value { (table, item.line) } else { nil }
        }
    }
}
