import Installation
import Plan
import Secrets

/// What is to become of data whose secrets are not on the machine, as the owner says.
package enum DataChoice: Sendable {
    /// Nothing was said: a file that fits is looked for, and without one the run stops.
    case find
    /// `--adopt FILE`: the file has the secrets that open it.
    case adopt(file: String)
    /// `--new-data`: it is moved aside, and the app starts with new secrets and no data.
    case moveAside
    /// `--restore`: there is none, and it comes from a backup with its secrets.
    case bring(any BroughtData)

    package var isFind: Bool { if case .find = self { true } else { false } }
}

/// Data that is put in place before the services start for the first time, and what belongs to it.
package protocol BroughtData: Sendable {
    /// The name of the backup that it is from.
    var backup: String { get }
    /// What opens it.
    var secrets: [String: Secret] { get }
    /// The one-time commands that have run on it.
    var commands: [ServiceCommand] { get }
    /// The values that its app's owner gave, keyed by parameter. They count where the new machine's owner gives none.
    var parameters: [String: String] { get }

    /// Puts it in place. The stack's files are there, and none of its services has started. An interrupted call is
    /// repeated from the start.
    ///
    /// - Parameter values: The new machine's.
    func place(_ values: Values) async throws
}

extension Intent {
    package var dataChoice: DataChoice { if case .provision(_, let choice) = self { choice } else { .find } }

    var broughtData: (any BroughtData)? { if case .bring(let data) = dataChoice { data } else { nil } }
}
