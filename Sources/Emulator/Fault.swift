/// A fault of the emulated service, for tests.
public struct Fault: Equatable, Sendable {
    public enum Kind: Equatable, Sendable {
        /// Answers with this status. 401 concerns only requests that carry a token.
        case status(Int)
        case slow(Duration)
        /// Resets the connection.
        case reset
        /// Answers with bytes that are not HTTP.
        case garbage
        /// Answers 200 with an empty body.
        case empty
        /// Cuts the answer off in the middle of its body.
        case truncate
        /// Refuses connections for this long.
        case late(Duration)
    }

    public let kind: Kind
    /// How many requests it affects, from the first; nil for all.
    public let count: Int?

    public init(_ kind: Kind, count: Int? = nil) {
        self.kind = kind
        self.count = count
    }

    /// Whether the answer breaks rules of HTTP or TCP, which no HTTP server does.
    var isOnWire: Bool {
        switch kind {
        case .reset, .garbage, .truncate, .late: true
        case .status, .slow, .empty: false
        }
    }
}

extension Fault {
    public static let syntax =
        "503[:COUNT], slow:DURATION, reset[:COUNT], garbage[:COUNT], empty[:COUNT], "
        + "truncate[:COUNT], late:DURATION; a DURATION is such as 2s or 300ms"

    /// Reads a value of `--fault`, such as `503:3`, `slow:2s` or `reset`; nil if it is not valid.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let name = parts[0]
        let argument = parts.count > 1 ? String(parts[1]) : nil
        if name == "slow" || name == "late" {
            guard let duration = argument.flatMap(Duration.init(shorthand:)) else { return nil }
            self.init(name == "slow" ? .slow(duration) : .late(duration))
            return
        }
        guard let kind = Kind(name: name) else { return nil }
        guard let argument else {
            self.init(kind)
            return
        }
        guard let count = Int(argument), count > 0 else { return nil }
        self.init(kind, count: count)
    }
}

extension Fault.Kind {
    fileprivate init?(name: Substring) {
        switch name {
        case "reset": self = .reset
        case "garbage": self = .garbage
        case "empty": self = .empty
        case "truncate": self = .truncate
        default:
            guard let status = Int(name), (400...599).contains(status) else { return nil }
            self = .status(status)
        }
    }
}

extension Duration {
    fileprivate init?(shorthand text: String) {
        if text.hasSuffix("ms"), let number = Int(text.dropLast(2)), number >= 0 {
            self = .milliseconds(number)
        } else if text.hasSuffix("s"), let number = Int(text.dropLast()), number >= 0 {
            self = .seconds(number)
        } else {
            return nil
        }
    }
}

extension Fault: CustomStringConvertible {
    /// The form for `--fault`.
    public var description: String {
        let name =
            switch kind {
            case .status(let status): String(status)
            case .slow(let duration): "slow:\(duration / .milliseconds(1))ms"
            case .reset: "reset"
            case .garbage: "garbage"
            case .empty: "empty"
            case .truncate: "truncate"
            case .late(let duration): "late:\(duration / .milliseconds(1))ms"
            }
        return count.map { "\(name):\($0)" } ?? name
    }
}
