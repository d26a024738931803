/// What a verb wants from a rollout. Verbs differ in nothing else.
package enum Intent: Sendable {
    /// The machine as its cloud, its owner and this program describe it now.
    ///
    /// - Parameters:
    ///   - flags: Parameters that `--set` gave.
    ///   - data: What becomes of data whose secrets are not here, or which data to bring.
    case provision(flags: [String: String] = [:], data: DataChoice = .find)
    /// The machine as it is recorded, or the target of an interrupted rollout, with its services up.
    case start
    /// The same with other data in its places and the secrets of that data, as a restore leaves them.
    case restored
    /// The same with the release of this program.
    ///
    /// - Parameter limit: Seconds that each one-time command may take.
    case updated(limit: Int)
    /// The machine as it is recorded, with another value for a parameter, which the owner's file gets too.
    case renamed(parameter: String, to: String)
    /// The machine as it is recorded, without what a rollout has begun since.
    case takenBack
    /// The machine as it is recorded, with new values for the named secrets, or for all changeable secrets if none is named.
    case rotate([String])
}
