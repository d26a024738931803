import Plan
import YAML

extension SpecReader {
    func readParameters() -> [Parameter] {
        let sections = Set(root["providers"]?.entries.map(\.name) ?? [])
        let entries = root["parameters"]?.entries ?? []
        let kinds = Dictionary(entries.compactMap { entry in kind(of: entry).map { (entry.name, $0) } }) { $1 }
        ProviderRules.checkMasking(entries, kinds: kinds, report: report)
        return entries.compactMap { entry in
            let kind = kind(of: entry)
            ProviderRules.check(parameter: entry, sections: sections, report: report)
            if root["backup"] != nil, Self.recoveryNames.contains(entry.name) {
                report.error(
                    "every app with a `backup` has a parameter `\(entry.name)` already", at: entry.key,
                    help: "give this one another name")
            }
            if root["expose"] != nil, Edge.parameters.contains(where: { $0.name == entry.name }) {
                report.error(
                    "every app with `expose` has a parameter `\(entry.name)` already", at: entry.key,
                    help: "give this one another name")
            }
            guard let kind, let label = entry.value["label"]?.string else { return nil }
            return read(entry, kind: kind, label: label)
        }
    }

    private static let recoveryNames = [Backup.recoverySource.name, Backup.recoveryKeys.name]

    private func kind(of entry: Node.Entry) -> Parameter.Kind? {
        entry.value["type"]?.string.flatMap(Parameter.Kind.init)
    }

    private func read(_ entry: Node.Entry, kind: Parameter.Kind, label: String) -> Parameter {
        let node = entry.value
        var parameter = Parameter(name: entry.name, kind: kind, label: label)
        parameter.help = node["help"]?.string
        parameter.example = node["example"]?.string
        parameter.defaultValue = node["default"]?.string.map { text in
            kind == .hostname && text == "from-hostname" ? .fromHostname : .value(text)
        }
        parameter.isRequired = node["required"]?.bool ?? (parameter.defaultValue == nil)
        parameter.pattern = node["pattern"]?.string
        parameter.minimum = node["minimum"]?.integer
        parameter.maximum = node["maximum"]?.integer
        parameter.isMarkedSensitive = node["sensitive"]?.bool ?? false
        parameter.options = node["options"]?.sequence?.compactMap(\.string) ?? []
        if kind.isAlwaysSensitive, let marked = node["sensitive"], marked.bool == false {
            report.error(
                "a parameter of type \(kind.rawValue) is always sensitive", at: marked,
                help: "remove the line, or choose the type `string` for a value that everybody may see")
        }
        checkRules(of: parameter, node)
        checkOptions(of: parameter, entry)
        checkValues(of: parameter, node)
        return parameter
    }

    private func checkRules(of parameter: Parameter, _ node: Node) {
        if let pattern = node["pattern"], let text = pattern.string {
            do throws(Pattern.Invalid) {
                _ = try Pattern(text)
            } catch {
                report.error(
                    "the pattern is no regular expression: \(error.reason)", at: pattern,
                    help: "write a POSIX extended regular expression, such as \"[a-z]{3,20}\"")
            }
        }
        if let least = parameter.minimum, let most = parameter.maximum, least > most, let maximum = node["maximum"] {
            report.error("`maximum` is less than `minimum`", at: maximum, help: "swap the two")
        }
        let bounded: Set<Parameter.Kind> = [.string, .text, .password, .apiToken, .number, .port]
        for key in ["minimum", "maximum"] where !bounded.contains(parameter.kind) {
            guard let bound = node[key] else { continue }
            report.error(
                "a parameter of type \(parameter.kind.rawValue) has no `\(key)`", at: bound,
                help: "it bounds a number's value or a text's length: remove it")
        }
    }

    private func checkOptions(of parameter: Parameter, _ entry: Node.Entry) {
        let takesOptions = parameter.kind == .choice || parameter.kind == .manyOf
        guard let options = entry.value["options"] else {
            if takesOptions {
                report.error(
                    "`\(entry.name)` has nothing to choose from", at: entry.key, help: "add `options: [small, large]`")
            }
            return
        }
        if !takesOptions {
            report.error(
                "a parameter of type \(parameter.kind.rawValue) has no `options`", at: options,
                help: "its type is `choice` or `many-of`, or remove them")
        }
        if options.sequence?.isEmpty == true {
            report.error("`\(entry.name)` has nothing to choose from", at: options, help: "add options")
        }
        var seen: Set<String> = []
        for option in options.sequence ?? [] {
            guard let text = option.string else { continue }
            if !seen.insert(text).inserted {
                report.error("the option `\(text)` is there twice", at: option, help: "remove one of the two")
            }
            if text.contains(",") || text.contains("\"") {
                report.error(
                    "the option `\(text)` holds a comma or a quotation mark", at: option,
                    help: "options are joined by commas where several are chosen, and quoted in Linode's StackScript")
            }
        }
    }

    private func checkValues(of parameter: Parameter, _ node: Node) {
        let isSensitive = parameter.isSensitive
        for key in ["default", "example"] {
            guard let given = node[key], let value = given.string, !(key == "default" && isFromHostname(parameter))
            else { continue }
            if let problem = parameter.problem(with: value) {
                report.error(
                    "the \(key) must be \(problem)", at: given, help: "`\(key)` is checked like a value of the owner's")
            }
            if key == "default", isSensitive {
                report.warning(
                    "every machine would have the same \(parameter.kind.isAlwaysSensitive ? parameter.kind.rawValue : "secret")",
                    at: given,
                    help: "let each machine make its own: declare it under `secrets`")
            }
        }
    }

    private func isFromHostname(_ parameter: Parameter) -> Bool { parameter.defaultValue == .fromHostname }
}
