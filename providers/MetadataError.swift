import HTTP
import Plan

/// Why there is no metadata.
public enum MetadataError: Error, Sendable {
    /// The firmware says that this is another provider's machine; `found` is what it says.
    case wrongMachine(expected: String, found: String)
    /// The metadata service could not be read; a retry may help.
    case unavailable(provider: String, HTTPError)
    /// The service answers something that the provider does not document.
    case unexpected(provider: String, path: String, String)
    /// The answers lack something that every machine needs.
    case incomplete(provider: String, String)

    /// Whether the same request may succeed later.
    public var isTransient: Bool {
        switch self {
        case .unavailable(_, let error): error.isTransient
        case .wrongMachine, .unexpected, .incomplete: false
        }
    }
}

extension MetadataError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .wrongMachine(let expected, let found):
            "this program was made for \(expected), but this machine is \(found); "
                + "use the program for that provider, or the generic one"
        case .unavailable(let provider, let error):
            "\(provider)'s metadata service gave no answer: \(error)"
        case .unexpected(let provider, let path, let what):
            "\(provider)'s metadata service answered \(path) with \(what)"
        case .incomplete(let provider, let what):
            "\(provider)'s metadata has no \(what)"
        }
    }
}
