import YAML

extension Workflow {
    /// The file's text below its heading, ending in a newline.
    var text: String {
        let runs = [("group", concurrency.group.yaml), ("cancel-in-progress", concurrency.cancels.yaml)]
        var pairs: [(String, YAMLValue)] = [
            ("name", .string(title)), ("on", .map(triggers.map { ($0, $1.yaml) })),
            // Each job asks for what it needs.
            ("permissions", .map([])), ("concurrency", .map(runs)),
            ("defaults", .map([("run", .map([("shell", .string("bash"))]))])),
        ]
        pairs += environment.section("env")
        pairs.append(("jobs", .map(jobs.map { ($0.name, $0.job.yaml) })))
        return YAML.emit(.map(pairs))
    }
}

extension Value {
    /// As GitHub reads it. In text, what would begin an expression is put in by an expression that says just that.
    var text: String {
        switch self {
        case .text(let text): Self.parts(text).joined(separator: "${{ '${{' }}")
        case .expression(let expression): "${{ \(expression) }}"
        case .joined(let values): values.map(\.text).joined()
        }
    }

    var yaml: YAMLValue {
        let text = self.text
        // A list of lines is read line by line.
        return text.contains("\n") ? .literalBlock(text) : .string(text)
    }

    private static func parts(_ text: String) -> [Substring] {
        var parts: [Substring] = []
        var rest = text[...]
        while let place = rest.firstRange(of: "${{") {
            parts.append(rest[..<place.lowerBound])
            rest = rest[place.upperBound...]
        }
        return parts + [rest]
    }
}

extension Setting {
    var yaml: YAMLValue {
        switch self {
        case .value(let value): value.yaml
        case .number(let number): .int(number)
        case .flag(let flag): .bool(flag)
        case .list(let items): .list(items.map(\.yaml))
        case .map(let pairs): .map(pairs.map { ($0, $1.yaml) })
        }
    }
}

extension Array where Element == (String, Value) {
    /// The section with these values; nothing where there are none.
    fileprivate func section(_ name: String) -> [(String, YAMLValue)] {
        isEmpty ? [] : [(name, .map(map { ($0, $1.yaml) }))]
    }
}

extension Job {
    var yaml: YAMLValue {
        var pairs: [(String, YAMLValue)] = []
        if !needs.isEmpty { pairs.append(("needs", .list(needs.map(YAMLValue.string)))) }
        if let condition { pairs.append(("if", .string("${{ \(condition) }}"))) }
        pairs.append(("permissions", .map(permissions.map { ($0.rawValue, .string($1.rawValue)) })))
        if let environment { pairs.append(("environment", .string(environment))) }
        if !matrix.isEmpty {
            let rows = matrix.map { row in YAMLValue.map(row.map { ($0, Value.text($1).yaml) }) }
            // One image's failure says nothing about the others.
            pairs.append(
                ("strategy", .map([("fail-fast", .bool(false)), ("matrix", .map([("include", .list(rows))]))])))
        }
        switch work {
        case .steps(let runner, let minutes, let steps):
            pairs.append(("runs-on", runner.yaml))
            pairs.append(("timeout-minutes", .int(minutes)))
            pairs += outputs.section("outputs")
            pairs.append(("steps", .list(steps.map(\.yaml))))
        case .workflow(let path, let secrets):
            pairs.append(("uses", .string(path)))
            pairs += secrets.map { ($0, Value.expression("secrets.\($0)")) }.section("secrets")
        }
        return .map(pairs)
    }
}

extension Step {
    var yaml: YAMLValue {
        var pairs: [(String, YAMLValue)] = [("name", .string(name))]
        if let id { pairs.append(("id", .string(id))) }
        if let condition { pairs.append(("if", .string("${{ \(condition) }}"))) }
        if let action {
            pairs.append(("uses", .annotated("\(action.name)@\(action.commit)", comment: action.version)))
        }
        pairs += environment.section("env")
        if !inputs.isEmpty { pairs.append(("with", .map(inputs.map { ($0, $1.yaml) }))) }
        if let script { pairs.append(("run", .literalBlock(script))) }
        return .map(pairs)
    }
}
