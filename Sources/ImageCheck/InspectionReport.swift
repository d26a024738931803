import JSON
import Plan
import Text

/// The result of an inspection, as text and as JSON.
public struct InspectionReport: Sendable {
    private let verdicts: [Verdict]
    private let image: Image

    public init(_ verdicts: [Verdict], of image: Image) {
        self.verdicts = verdicts
        self.image = image
    }

    public func count(_ status: Verdict.Status) -> Int { verdicts.count { $0.status == status } }
    public var isClean: Bool { count(.fail) == 0 }

    public var summary: String {
        let warnings = count(.warn) == 1 ? "1 warning" : "\(count(.warn)) warnings"
        let failures = count(.fail) == 1 ? "1 failure" : "\(count(.fail)) failures"
        return "\(count(.pass)) passed, \(warnings), \(failures)"
    }

    /// A line for each rule. Rules that do not hold also list what was found and how to fix it.
    ///
    /// - Parameters:
    ///   - color: Whether a terminal shows colours.
    ///   - statuses: The statuses to show.
    public func lines(color: Bool = false, _ statuses: [Verdict.Status] = Verdict.Status.allCases) -> [String] {
        let shown = verdicts.filter { statuses.contains($0.status) }
        let width = shown.map(\.rule.id.count).max() ?? 0
        return shown.flatMap { verdict -> [String] in
            let id = verdict.rule.id + String(repeating: " ", count: width - verdict.rule.id.count)
            let status = verdict.status.rawValue.uppercased()
            let word = color ? "\u{1b}[\(verdict.status.color)m\(status)\u{1b}[0m" : status
            let line = "\(word)  \(id)  \(verdict.rule.title) (\(verdict.ruleSets.joined(separator: ", ")))"
            if verdict.status == .pass { return [line] }
            var details = verdict.findings.prefix(Self.mostFindings).map { finding in
                (finding.file.map { "\($0): " } ?? "") + finding.message
            }
            if verdict.findings.count > Self.mostFindings {
                details.append("and \(verdict.findings.count - Self.mostFindings) more")
            }
            if let reason = verdict.notChecked { return [line, "      cannot tell: \(reason)"] }
            return [line] + details.map { "      \($0)" } + ["      help: \(help(verdict.rule))"]
        }
    }

    private static let mostFindings = 10

    /// With the name of the app's own program.
    private func help(_ rule: Rule) -> String {
        guard let name = image.apps.first?.plan.app.name else { return rule.help }
        return rule.help.replacing("NAMEctl", with: Paths.command(of: name))
    }

    public var json: [UInt8] {
        func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
        let rules = verdicts.map { verdict -> JSONValue in
            .object([
                .init("rule", .string(verdict.rule.id)), .init("title", .string(verdict.rule.title)),
                .init("status", .string(verdict.status.rawValue)),
                .init("required_by", .array(verdict.ruleSets.map { .string($0) })),
                .init(
                    "findings",
                    .array(
                        verdict.findings.map {
                            .object([.init("file", text($0.file)), .init("message", .string($0.message))])
                        })),
                .init("not_checked", text(verdict.notChecked)),
                .init("help", verdict.findings.isEmpty ? .null : .string(help(verdict.rule))),
            ])
        }
        let apps = image.apps.map { app -> JSONValue in
            .object([
                .init("name", .string(app.plan.app.name)), .init("version", .string(app.plan.app.version)),
                .init("provider", .string(app.plan.provider.rawValue)),
            ])
        }
        let counts = Verdict.Status.allCases.map {
            JSONValue.Member($0.rawValue, .number("\(count($0))"))
        }
        return JSONValue.object([
            .init("apps", .array(apps)), .init("rules", .array(rules)), .init("summary", .object(counts)),
        ]).text(pretty: true)
    }
}

extension Verdict.Status {
    /// SGR: green, yellow, red.
    fileprivate var color: Int {
        switch self {
        case .pass: 32
        case .warn: 33
        case .fail: 31
        }
    }
}
