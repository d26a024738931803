/// Who asks what of an image.
public struct Asker: Sendable {
    /// Its usual spelling: `DigitalOcean`.
    public let title: String
    public let demands: [ImageDemand]

    public init(_ title: String, _ demands: [ImageDemand]) {
        self.title = title
        self.demands = demands
    }

    /// What is asked of each image, whatever the provider.
    public static let everybody = Asker("every image", .ofEveryImage)
}

/// What came of one rule.
public struct Verdict: Sendable {
    /// What a rule's look at an image came to.
    public enum Outcome: Equatable, Sendable {
        case holds
        /// What speaks against it, at least one thing.
        case broken([Finding])
        /// Why nobody can say: the look came to nothing, and something could not be seen.
        case cannotTell(String)
    }
    /// How an outcome counts: a rule that cannot be judged is a warning, whatever its severity.
    public enum Status: String, CaseIterable, Sendable { case pass, warn, fail }

    public let rule: Rule
    public let severity: ImageDemand.Severity
    /// Who asks for it.
    public let askers: [String]
    public let outcome: Outcome

    public var status: Status {
        switch outcome {
        case .holds: .pass
        case .broken: severity == .fail ? .fail : .warn
        case .cannotTell: .warn
        }
    }

    /// What speaks against the rule; none where it holds or cannot be judged.
    public var findings: [Finding] { if case .broken(let findings) = outcome { findings } else { [] } }
    /// Why it could not be judged; nil where it was.
    public var notJudged: String? { if case .cannotTell(let reason) = outcome { reason } else { nil } }
}

/// A look at an image by the rules that some ask for.
public struct Inspection: Sendable {
    /// The rules in the order in which they were asked for, each once.
    private let entries: [(rule: Rule, severity: ImageDemand.Severity, askers: [String])]

    /// Where two ask for the same rule it is looked at once, and the stricter one's severity counts.
    public init(_ askers: [Asker]) {
        var entries: [(rule: Rule, severity: ImageDemand.Severity, askers: [String])] = []
        for asker in askers {
            for demand in asker.demands {
                guard let known = entries.firstIndex(where: { $0.rule.id == demand.rule.id }) else {
                    entries.append((demand.rule, demand.severity, [asker.title]))
                    continue
                }
                entries[known].severity = max(entries[known].severity, demand.severity)
                if entries[known].askers.last != asker.title { entries[known].askers.append(asker.title) }
            }
        }
        self.entries = entries
    }

    public func run(on image: Image) async -> [Verdict] {
        var verdicts: [Verdict] = []
        for entry in entries {
            let outcome = await Self.outcome(of: entry.rule, on: image)
            verdicts.append(
                Verdict(rule: entry.rule, severity: entry.severity, askers: entry.askers, outcome: outcome))
        }
        return verdicts
    }

    /// No rule decides by itself that it saw all it needed: what the tree could not show while the rule looked turns
    /// an empty answer into "cannot tell". What was found stays found.
    private static func outcome(of rule: Rule, on image: Image) async -> Verdict.Outcome {
        _ = image.tree.gaps.take()
        guard image.isLinux else {
            let gap = image.tree.gaps.take().first
            return .cannotTell(gap ?? "there is no Linux system in \(image.tree.root.prefix)")
        }
        do throws(NotJudged) {
            let findings = try await rule.look(image)
            if !findings.isEmpty { return .broken(findings + image.tree.gaps.take().map { Finding(nil, $0) }) }
        } catch {
            return .cannotTell(error.reason)
        }
        let gaps = image.tree.gaps.take()
        guard let first = gaps.first else { return .holds }
        return .cannotTell(gaps.count == 1 ? first : "\(first), and \(gaps.count - 1) more")
    }
}
