import Plan

/// Where a boot's time goes, from its serial console.
public struct Timeline: Sendable, Equatable {
    public struct Phase: Sendable, Equatable, Codable {
        public var name: String
        /// Seconds from power-on to its start.
        public var at: Double
    }

    public private(set) var phases = [Phase(name: "firmware", at: 0)]
    private let app: App

    public init(of app: App) { self.app = app }

    private static let marks: [(name: String, text: String)] = [
        ("kernel", "Linux version "),
        ("systemd", "systemd[1]: systemd "),
        ("cloud-init local", "running 'init-local'"),
        ("cloud-init network", "running 'init' at"),
        ("network online", "Reached target network-online.target"),
        ("cloud-init config", "running 'modules:config'"),
        ("cloud-init final", "running 'modules:final'"),
        ("cloud-init finished", CloudInitConsole.end),
    ]

    /// The first line of the credentials on the console.
    public static func title(of app: App) -> String { "\(app.title) \(app.version)" }

    public mutating func hear(_ line: String, at time: Duration) {
        guard let name = name(of: line), !phases.contains(where: { $0.name == name }) else { return }
        phases.append(Phase(name: name, at: time / .seconds(1)))
    }

    private func name(of line: String) -> String? {
        if line == PlainStack.ready { return "plain Compose ready" }
        if line == Self.title(of: app) { return "credentials shown" }
        if let step = Step.allCases.first(where: { line.hasSuffix($0.announcement(of: app)) }) {
            return "\(app.name): \(step.title)"
        }
        // A first boot's log lines come here too, besides its console lines.
        if let work = line.wholeMatch(of: #/(?:\[[ .0-9]+\] )?(?:cloud-init\[\d+\]: |ssh: )?([A-Z].*)…/#)?.1,
            !Step.allCases.contains(where: { $0.title == work })
        {
            return "prepare: \(work)"
        }
        return Self.marks.first { line.contains($0.text) }?.name
    }

    /// Seconds from power-on; nil if it did not come.
    public subscript(name: String) -> Double? { phases.first { $0.name == name }?.at }
    public var credentials: Double? { self["credentials shown"] }

    /// A line for each phase: when it began, and how long it took until the next one.
    public var table: String {
        let ends = phases.dropFirst().map(\.at) + [nil]
        return zip(phases, ends).map { phase, end in
            let length = end.map { Self.column($0 - phase.at) + " s" } ?? "        "
            return "\(Self.column(phase.at)) s  \(length)  \(phase.name)"
        }.joined(separator: "\n")
    }

    private static func column(_ seconds: Double) -> String {
        let tenths = Int((seconds * 10).rounded())
        let text = "\(tenths / 10).\(tenths % 10)"
        return String(repeating: " ", count: max(0, 6 - text.count)) + text
    }
}

/// The message of a stack that comes up without Landfall.
public enum PlainStack {
    public static let ready = "landfall: plain Docker Compose is ready"
}

/// cloud-init's messages on the console.
public enum CloudInitConsole {
    /// Its last stage is over.
    public static let end = "finished at"

    public static func isEnd(_ line: String) -> Bool { line.contains("Cloud-init v.") && line.contains(end) }
}
