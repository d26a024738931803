import AppSpec
import Plan
import Text
import YAML

/// Writes a draft as app.yaml.
struct AppDocument {
    let draft: Draft
    let name: String
    let title: String
    /// What the app is called after.
    let base: String
    /// The first one, and those that Compose lays over it.
    let compose: [String]
    /// What must not be read in it any more.
    let old: OldValues

    /// The file that editors complete and check app.yaml by, beside it.
    static let schemaFile = "app.schema.json"

    var text: String {
        let head =
            "# yaml-language-server: $schema=\(Self.schemaFile)\n"
            + draft.header.entries.filter { !["port", "ignore"].contains($0.key) }
            .map { "# \($0.key): \(old.hidden(VisibleText.line($0.value)))\n" }.joined()
        return head + sections.map { YAML.emit(.map($0)) }.joined(separator: "\n")
    }

    private var sections: [[(String, YAMLValue)]] {
        let stack: [(String, YAMLValue)] =
            [("compose", compose.count == 1 ? .string(compose[0]) : .list(compose.map { .string($0) }))]
            + (draft.stackFiles.isEmpty ? [] : [("files", .list(draft.stackFiles))])
        return [
            [
                ("schema", .int(1)), ("name", .string(name)), ("title", .string(title)), ("version", .string(version)),
                ("release", .string("none")),
            ],
            draft.needs.isEmpty ? [] : [("requires", .map(draft.needs))],
            [("stack", .map(stack))],
            [("parameters", .map(parameters))],
            draft.secrets.isEmpty ? [] : [("secrets", .map(draft.secrets.map { ($0.name, .map($0.value)) }))],
            draft.environment.isEmpty
                ? [] : [("env", .map(draft.environment.map { ($0.name, .string($0.value)) }))],
            exposures.isEmpty ? [] : [("expose", .list(exposures))],
            draft.ready.isEmpty ? [] : [("ready", .list(draft.ready))],
            draft.afterStart.isEmpty ? [] : [("after_start", .list(draft.afterStart))],
            draft.credentials.isEmpty
                ? []
                : [
                    (
                        "credentials",
                        .list(
                            draft.credentials.map {
                                .map([("label", .string($0.label)), ("value", .string($0.value))])
                            })
                    )
                ],
            [("firewall", .list(firewall.map { .string($0.description) }))],
            draft.backup.isEmpty ? [] : [("backup", .list(draft.backup))],
            draft.header.listing.isEmpty ? [] : [("listing", hidden(.map(draft.header.listing)))],
        ].filter { !$0.isEmpty }
    }

    /// The parameter by which an owner names the machine.
    static let domain: [(String, YAMLValue)] = [
        ("type", .string("hostname")), ("label", .string("Domain name")),
        (
            "help",
            .string("Point its DNS record at this machine first; without one the machine's address is used.")
        ), ("required", .bool(false)), ("default", .string("from-hostname")),
    ]

    private var parameters: [(String, YAMLValue)] {
        [("domain", .map(Self.domain))]
            + draft.parameters.map { parameter in
                // A default with the old value in it would be another one now.
                let kept = parameter.value.filter { key, value in
                    if key == "default", case .string(let text) = value { old.hidden(text) == text } else { true }
                }
                return (parameter.name, hidden(.map(kept)))
            }
    }

    private func hidden(_ value: YAMLValue) -> YAMLValue {
        switch value {
        case .string(let text): .string(old.hidden(text))
        case .list(let items): .list(items.map(hidden))
        case .map(let entries): .map(entries.map { ($0.0, hidden($0.1)) })
        default: value
        }
    }

    private var version: String { AppVersion(draft: draft, base: base).text }

    /// The services that the machine's edge leads to.
    private var exposures: [YAMLValue] {
        draft.publications.filter(\.isExposed).map { publication in
            let path: [(String, YAMLValue)] = publication.path == "/" ? [] : [("path", .string(publication.path))]
            return .map([("service", .string(publication.service)), ("port", .int(publication.container))] + path)
        }
    }

    /// What people reach from elsewhere: no databases.
    private var firewall: [PortRule] {
        var rules = [PortRule(port: 22, transport: .tcp)]
        if draft.publications.contains(where: \.isExposed) { rules += Edge.rules }
        for publication in draft.publications where !publication.isLoopback && !publication.isExposed {
            let rule = PortRule(port: publication.port, transport: publication.transport)
            if publication.isDatabase {
                draft.report.add(
                    .review,
                    "the database port \(publication.container) of `\(publication.service)` is published; the firewall keeps it closed"
                )
            } else if !rules.contains(rule) {
                rules.append(rule)
            }
        }
        return rules
    }
}

extension AppDocument {
    /// An app's name made of a file's.
    static func appName(_ base: String) -> String {
        var name = ""
        for character in base.lowercased().unicodeScalars {
            if ("a"..."z").contains(character) || ("0"..."9").contains(character) {
                name.unicodeScalars.append(character)
            } else if !name.isEmpty, !name.hasSuffix("-") {
                name += "-"
            }
        }
        if name.first.map({ !$0.isLetter }) ?? true { name = "app-" + name }
        name = String(name.prefix(31))
        while name.hasSuffix("-") { name.removeLast() }
        return ReservedNames.contains(name) ? String(name.prefix(27)) + "-app" : name
    }

    static func title(_ base: String) -> String {
        let words = base.split { "-_. ".contains($0) }.map { VisibleText.line(String($0)) }.joined(separator: " ")
        let text = words.prefix(1).uppercased() + words.dropFirst().prefix(100)
        return text.isEmpty ? "App" : text
    }
}
