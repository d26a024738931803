import Installation
import Plan

extension Plan {
    /// What the app's files, secrets or texts are made of.
    private var parts: [Template.Part] {
        var parts = environment.flatMap(\.value.parts) + secrets.flatMap(\.recipe.parts)
        parts += credentials.lines.flatMap(\.value.parts)
        for file in stack.files { if case .rendered(let template) = file.content { parts += template.parts } }
        for check in ready { if case .http(let url) = check.probe { parts += url.parts } }
        return parts + (stack.edge?.exposures ?? []).flatMap(\.host.parts)
    }

    /// Whether one of them is the parameter itself, and not an address that has others in its place.
    func names(_ parameter: Parameter) -> Bool { parts.contains { $0.plain == .parameter(parameter.name) } }

    /// The parameter for the domain that the machine's edge serves the app by; nil where there is none.
    package var domain: Parameter? { stack.edge == nil ? nil : parameters.first { $0.kind == .hostname } }

    /// The facts of a machine that the app's files, secrets or texts name.
    var machineValues: Set<MachineValue> {
        var values = Set(parts.compactMap { if case .machine(let value) = $0.plain { value } else { nil } })
        if values.contains(.bareAddress) { values.insert(.address) }
        return values
    }
}

extension Values {
    /// What a recipe states about the machine and its parameters, without secrets.
    func statement(of recipe: SecretSpec.Recipe) -> String {
        recipe.parts.compactMap { part in
            switch part.plain {
            case .machine, .parameter: try? text(part)
            case .text, .secret, .publicHalf, .encoded: nil
            }
        }.joined(separator: "\n")
    }
}
