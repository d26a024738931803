import Plan
import Secrets

extension Plan {
    /// The secrets without which older data may stay closed: those that reach the services, by `.env` or a rendered
    /// file, whole or by what is derived from them, and that nothing else gives. What the credentials alone show is not
    /// among them, nor what states the machine's address, which is made again for each machine.
    var secretsOfData: [String] {
        var reaching = Set(environment.flatMap(\.value.secretNames))
        for file in stack.files {
            if case .rendered(let template) = file.content { reaching.formUnion(template.secretNames) }
        }
        for spec in secrets { if case .command? = spec.rotation { reaching.insert(spec.name) } }
        // Derived ones come after their sources.
        for spec in secrets.reversed() where reaching.contains(spec.name) { reaching.formUnion(spec.recipe.sources) }
        return secrets.filter {
            reaching.contains($0.name) && $0.recipe.sources.isEmpty && !secretsOfOneMachine.contains($0.name)
        }.map(\.name)
    }

    /// The secrets whose public half a text or another secret names, so that it has to be known beside the whole.
    var secretsWithNamedPublicHalf: Set<String> {
        var parts = environment.flatMap(\.value.parts) + credentials.lines.flatMap(\.value.parts)
        parts += secrets.flatMap(\.recipe.parts)
        for file in stack.files { if case .rendered(let template) = file.content { parts += template.parts } }
        return Set(parts.compactMap { if case .publicHalf(let name) = $0.plain { name } else { nil } })
    }
}
