import Plan
import Providers
import Secrets

/// Makes the secrets that do not exist yet.
package struct MakeSecrets {
    package let plan: Plan
    package let metadata: Metadata
    package let parameters: [String: String]

    package init(_ plan: Plan, _ metadata: Metadata, _ parameters: [String: String]) {
        self.plan = plan
        self.metadata = metadata
        self.parameters = parameters
    }

    package func run(keeping kept: SecretStore) throws -> SecretStore {
        // Secrets of another release of the app stay, because that release may come back.
        var store = kept
        for spec in plan.secrets where kept.values[spec.name] == nil {
            let values = Values(plan: plan, metadata: metadata, parameters: parameters, secrets: store.values)
            let made = try Generator(plan.secrets).make(spec.recipe, lookup: values.text)
            store.values[spec.name] = made.value
            store.values[Values.publicHalf(of: spec.name)] = made.publicHalf
        }
        if !plan.backup.items.isEmpty, store.values[Values.recoveryKey] == nil {
            store.values[Values.recoveryKey] = try Secret.recoveryKey()
        }
        return store
    }

    /// New values of these secrets, with their public halves, kept beside the values in use.
    package func new(_ names: Set<String>, beside store: SecretStore) throws -> [String: Secret] {
        let values = Values(plan: plan, metadata: metadata, parameters: parameters, secrets: store.values)
        var made: [String: Secret] = [:]
        for spec in plan.secrets where names.contains(spec.name) {
            let secret = try Generator(plan.secrets).make(spec.recipe, lookup: values.text)
            made[spec.name] = secret.value
            made[Values.publicHalf(of: spec.name)] = secret.publicHalf
        }
        return made
    }
}
