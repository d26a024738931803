/// A set of rules for images, such as a marketplace's.
public struct RuleSet: Sendable {
    /// Its usual spelling: `DigitalOcean`.
    public let title: String
    public let demands: [ImageDemand]

    public init(_ title: String, _ demands: [ImageDemand]) {
        self.title = title
        self.demands = demands
    }

    /// The rules for every image, whatever the provider.
    public static let everyImage = RuleSet("every image", .ofEveryImage)
}

/// The result of one rule, for the report.
public struct Verdict: Sendable {
    /// The result of checking a rule.
    public enum Outcome: Equatable, Sendable {
        case holds
        /// The findings against it, at least one.
        case broken([Finding])
        /// Why it is not known: nothing was found, but something could not be read.
        case cannotTell(String)
    }
    /// How an outcome counts. A rule that could not be checked is a warning, whatever its severity.
    public enum Status: String, CaseIterable, Sendable { case pass, warn, fail }

    public let rule: Rule
    public let severity: ImageDemand.Severity
    /// The titles of the rule sets that contain it.
    public let ruleSets: [String]
    public let outcome: Outcome

    public var status: Status {
        switch outcome {
        case .holds: .pass
        case .broken: severity == .fail ? .fail : .warn
        case .cannotTell: .warn
        }
    }

    /// The findings; empty if the rule holds or could not be checked.
    public var findings: [Finding] { if case .broken(let findings) = outcome { findings } else { [] } }
    /// Why it could not be checked; nil if it was.
    public var notChecked: String? { if case .cannotTell(let reason) = outcome { reason } else { nil } }
}

/// A check of an image by some rule sets.
public struct Inspection: Sendable {
    /// The rules in the order of their sets, each once.
    private let entries: [(rule: Rule, severity: ImageDemand.Severity, ruleSets: [String])]

    /// If two rule sets have the same rule, it is checked once, and the stricter severity counts.
    public init(_ ruleSets: [RuleSet]) {
        var entries: [(rule: Rule, severity: ImageDemand.Severity, ruleSets: [String])] = []
        for ruleSet in ruleSets {
            for demand in ruleSet.demands {
                guard let known = entries.firstIndex(where: { $0.rule.id == demand.rule.id }) else {
                    entries.append((demand.rule, demand.severity, [ruleSet.title]))
                    continue
                }
                entries[known].severity = max(entries[known].severity, demand.severity)
                if entries[known].ruleSets.last != ruleSet.title { entries[known].ruleSets.append(ruleSet.title) }
            }
        }
        self.entries = entries
    }

    public func run(on image: Image) async -> [Verdict] {
        var verdicts: [Verdict] = []
        for entry in entries {
            let outcome = await Self.outcome(of: entry.rule, on: image)
            verdicts.append(
                Verdict(rule: entry.rule, severity: entry.severity, ruleSets: entry.ruleSets, outcome: outcome))
        }
        return verdicts
    }

    /// A rule does not decide by itself whether it saw everything. If the tree could not show something that the rule
    /// needed, an empty result becomes "cannot tell". Findings stay findings.
    private static func outcome(of rule: Rule, on image: Image) async -> Verdict.Outcome {
        _ = image.tree.gaps.take()
        guard image.isLinux else {
            let gap = image.tree.gaps.take().first
            return .cannotTell(gap ?? "there is no Linux system in \(image.tree.root.prefix)")
        }
        do throws(NotChecked) {
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
