import Installation
import Plan
import Providers

/// The desired machine: the release, the parameters, the facts of the machine, and the secrets that get new values.
struct Desired {
    var record: Record
    /// Whether the state on the disk is missing or another machine's.
    var isNewMachine = false
    /// The parameters to keep in the owner's file from now on.
    var parametersForFile: [String: String] = [:]

    /// A domain that comes to an app without one: whether it leads here has not been looked at yet.
    var newDomain: String?

    /// - Parameter secrets: With public halves. If some are not made yet, templates that name them cannot be rendered.
    func values(_ plan: Plan, _ secrets: SecretStore) -> Values { Values(plan, record, secrets.values) }
}
