import Installation
import Plan
import Providers

/// What a machine is to be: the release, the parameters, the facts of the machine, and which secrets get new values.
struct Desired {
    var record: Record
    /// Whether the state on the disk is another machine's, or there is none.
    var isNewMachine = false
    /// The parameters that the owner's file is to hold from now on.
    var parametersForFile: [String: String] = [:]

    /// - Parameter secrets: With public halves; where some are still to be made, templates that name them cannot be
    ///   rendered.
    func values(_ plan: Plan, _ secrets: SecretStore) -> Values { Values(plan, record, secrets.values) }
}
