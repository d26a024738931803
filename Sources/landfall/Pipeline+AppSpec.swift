import AppSpec
import Plan
import Providers
import Workflows

extension Pipeline {
    /// The way of an app with `publish`; nil without it.
    ///
    /// - Parameter file: The app.yaml, from the repository's top folder.
    init?(_ spec: AppSpec, file: String) {
        guard let publish = spec.publish else { return nil }
        let sections = spec.providers.filter { spec.images[$0] != nil }
        let provider = sections.first ?? spec.providers.first ?? Provider.generic.id
        self.init(name: spec.app.name, publish: publish, file: file, provider: provider.rawValue)
        signsReleases = spec.release?.keys.isEmpty == false
        clouds = sections.compactMap { id in
            guard let provider = Provider.named(id.rawValue), let token = provider.facts.packer?.token else {
                return nil
            }
            return Cloud(id: id.rawValue, title: provider.title, token: token.environment)
        }
        parameters = Self.awaited(spec).compactMap { parameter in
            parameter.example.map { (name: parameter.name, value: $0) }
        }
    }

    /// What the first boot waits for.
    private static func awaited(_ spec: AppSpec) -> [Parameter] {
        spec.parameters.filter { $0.isRequired && $0.defaultValue == nil }
    }

    /// What a publisher should know who expects more files, or other ones.
    static func notes(on spec: AppSpec) -> [String] {
        var notes: [String] = []
        if spec.release?.keys.isEmpty != false {
            notes.append(
                "there is no `release` with `keys`, so there is no workflow that signs releases, and none that updates "
                    + "machines")
        }
        for parameter in awaited(spec) where parameter.example == nil {
            notes.append(
                "the parameter `\(parameter.name)` has no `example`, so the simulation waits for it: give one, or set the "
                    + "repository's variable SIMULATE_PARAMETERS to \(parameter.name)=VALUE")
        }
        return notes
    }
}
