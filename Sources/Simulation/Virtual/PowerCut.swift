import Plan

/// When the power is cut while a machine sets itself up.
public enum PowerCut: Sendable, Equatable {
    /// As soon as the step is announced on the console.
    case step(Step)
    /// Seconds after power-on.
    case time(Int)

    /// - Parameter text: A step of the first boot, or seconds such as `40` or `40s`; nil if it is neither.
    public init?(_ text: String) {
        if let step = Step(rawValue: text) {
            self = .step(step)
        } else if let seconds = Int(text.hasSuffix("s") ? String(text.dropLast()) : text), seconds > 0 {
            self = .time(seconds)
        } else {
            return nil
        }
    }

    public static var syntax: String {
        "one of \(Step.allCases.map(\.rawValue).joined(separator: ", ")), or seconds after power-on such as 40s"
    }

    public var description: String {
        switch self {
        case .step(let step): "the step \(step.rawValue)"
        case .time(let seconds): "\(seconds) s"
        }
    }
}
