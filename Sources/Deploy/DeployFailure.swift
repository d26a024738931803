/// Why a deployment does not go on.
public struct DeployFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// The exit codes of sysexits.h, as the machine's program has them.
    public enum Code: Int32, Sendable {
        /// What the publisher gave is wrong.
        case usage = 64
        /// The release, a key or the machine is not fit for it.
        case invalidInput = 65
        /// The machine or something on it does not answer; another try may help.
        case unavailable = 69
        /// Another deployment is at work there.
        case busy = 75
        /// The user may not do this there.
        case notPermitted = 77
    }

    public var code: Code
    public var message: String
    /// What another program has said about it.
    public var details: [String]
    public var help: String?

    init(_ code: Code, _ message: String, details: [String] = [], help: String? = nil) {
        self.code = code
        self.message = message
        self.details = details
        self.help = help
    }

    public var description: String { message }
}
