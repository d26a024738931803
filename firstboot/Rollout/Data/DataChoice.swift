/// What is to become of data whose secrets are not on the machine, as the owner says.
package enum DataChoice: Equatable, Sendable {
    /// Nothing was said: a file that fits is looked for, and without one the run stops.
    case find
    /// `--adopt FILE`: the file has the secrets that open it.
    case adopt(file: String)
    /// `--new-data`: it is moved aside, and the app starts with new secrets and no data.
    case moveAside
}

extension Intent {
    var dataChoice: DataChoice { if case .provision(_, let choice) = self { choice } else { .find } }
}
