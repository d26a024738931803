import Glibc
import Host
import Providers
import Stamp

/// Why a verb ended early, in words for the owner.
package struct Failure: Error {
    package var code: ExitCode
    package var message: String
    /// What was seen: a log's last lines, the attempts made.
    package var details: [String] = []
    /// What to do about it.
    package var help: String?

    package init(_ code: ExitCode, _ message: String, details: [String] = [], help: String? = nil) {
        self.code = code
        self.message = message
        self.details = details
        self.help = help
    }

    /// Any error as a failure. An error that no step expects is a defect, except errors of files and programs.
    package init(_ error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let failure as FileFailure: self.init(failure)
        case let failure as CommandFailure: self.init(.unavailable, failure.description)
        case let failure as StampError: self.init(.invalidInput, "\(CommandLine.arguments[0]): \(failure)")
        default:
            self.init(
                .internalError, "\(error)", help: "this is a bug in Landfall: please report it with the line above")
        }
    }

    private init(_ failure: FileFailure) {
        switch failure.errno {
        case .permissionDenied, .notPermitted:
            self.init(.notPermitted, failure.description, help: "run it as root")
        case .noSpace, .diskQuotaExceeded:
            self.init(.unavailable, failure.description, help: "free some space and run it again; nothing is lost")
        case .isDirectory, .notDirectory, .fileTooLarge, .tooManySymbolicLinkLevels:
            self.init(
                .invalidInput, failure.description,
                help: "something else is in its place: move that away, then run this again")
        default:
            self.init(failure.isWorthARetry ? .unavailable : .internalError, failure.description)
        }
    }

    package func report(to console: Console) {
        console.line("error: \(message)")
        for detail in details { console.line("  \(detail)") }
        if let help { console.line("help: \(help)") }
    }
}
