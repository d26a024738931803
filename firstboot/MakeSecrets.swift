import Plan
import Providers
import Secrets

/// Makes the secrets that are not there yet.
struct MakeSecrets {
    let plan: Plan
    let metadata: Metadata
    let parameters: [String: String]

    init(_ plan: Plan, _ metadata: Metadata, _ parameters: [String: String]) {
        self.plan = plan
        self.metadata = metadata
        self.parameters = parameters
    }

    func run(keeping kept: SecretStore) throws -> SecretStore {
        var store = SecretStore()
        for spec in plan.secrets {
            let values = Values(plan: plan, metadata: metadata, parameters: parameters, secrets: store.values)
            store.values[spec.name] = try kept.values[spec.name] ?? Generator().make(spec.recipe, lookup: values.text)
        }
        return store
    }
}
