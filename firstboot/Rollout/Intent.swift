/// What a verb wants of a rollout: verbs differ in nothing else.
package enum Intent: Sendable {
    /// The machine as its cloud, its owner and the program at hand describe it now.
    ///
    /// - Parameters:
    ///   - flags: Parameters that `--set` gave.
    ///   - data: What becomes of data whose secrets are not here.
    case provision(flags: [String: String] = [:], data: DataChoice = .find)
    /// The machine as it is recorded, or as a rollout that was cut off would have it; and its services up.
    case start
    /// The same with new values for secrets: those named, or all that the app lets be changed where none is.
    case rotate([String])
}
