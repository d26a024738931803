import ComposeFile
import YAML

/// Replaces this computer's names in addresses that are written out: `http://localhost:3000`.
struct LocalAddresses {
    let draft: Draft

    func run() {
        var seen: Set<Int> = []
        for service in draft.services {
            for variable in service.environment {
                let node = variable.place.node
                guard let text = variable.value, let template = Self.template(text, in: draft),
                    seen.insert(node.start.line).inserted, VariableName.isValid(variable.name),
                    draft.environment[variable.name] == nil
                else { continue }
                let isItem = node.scalar?.text.hasPrefix(variable.name + "=") == true
                let new = "${\(variable.name)}"
                guard draft.text.replace(node, with: YAML.quoted(isItem ? "\(variable.name)=\(new)" : new)) else {
                    continue
                }
                draft.environment.add(variable.name, template)
                draft.report.add(
                    .changed, "`\(variable.name)` has the machine's address instead of `localhost`",
                    line: node.start.line)
            }
        }
    }

    /// The address as others see it; nil where no published port answers there.
    static func template(_ text: String, in draft: Draft) -> String? {
        guard let port = LocalAddress.port(of: text), let rest = LocalAddress.path(of: text),
            !rest.utf8.contains(UInt8(ascii: "$")),
            let publication = draft.publications.first(where: {
                $0.isHTTP && !$0.isLoopback && $0.answers(on: port)
            })
        else { return nil }
        return publication.url + Draft.literal(rest)
    }
}
