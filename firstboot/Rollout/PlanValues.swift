import Installation
import Plan

extension Plan {
    /// The facts of a machine that the app's files, secrets or texts name.
    var machineValues: Set<MachineValue> {
        var parts = environment.flatMap(\.value.parts) + secrets.flatMap(\.recipe.parts)
        parts += credentials.lines.flatMap(\.value.parts)
        for file in stack.files { if case .rendered(let template) = file.content { parts += template.parts } }
        for check in ready { if case .http(let url) = check.probe { parts += url.parts } }
        parts += (stack.edge?.exposures ?? []).flatMap(\.host.parts)
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
