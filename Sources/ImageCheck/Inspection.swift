/// Who asks what of an image.
public struct Asker: Sendable {
    /// As people write it: `DigitalOcean`.
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
    public enum Status: String, CaseIterable, Sendable { case pass, warn, fail }

    public let rule: Rule
    public let status: Status
    /// Who asks for it.
    public let askers: [String]
    public let findings: [Finding]
    /// Why it could not be judged, which is a warning; nil where it was.
    public let notJudged: String?
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
            do throws(NotJudged) {
                let findings = try await entry.rule.look(image)
                let broken: Verdict.Status = entry.severity == .fail ? .fail : .warn
                verdicts.append(
                    Verdict(
                        rule: entry.rule, status: findings.isEmpty ? .pass : broken, askers: entry.askers,
                        findings: findings, notJudged: nil))
            } catch {
                verdicts.append(
                    Verdict(
                        rule: entry.rule, status: .warn, askers: entry.askers, findings: [], notJudged: error.reason))
            }
        }
        return verdicts
    }
}
