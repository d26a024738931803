/// Where a boot's time goes, as its serial console tells.
public struct Timeline: Sendable, Equatable {
    public struct Phase: Sendable, Equatable, Codable {
        public var name: String
        /// Seconds since power-on.
        public var at: Double
    }

    public private(set) var phases: [Phase] = []

    public init() {}

    private static let marks: [(name: String, text: String)] = [
        ("kernel", "Linux version "),
        ("systemd", "systemd[1]: systemd "),
        ("cloud-init local", "running 'init-local'"),
        ("cloud-init network", "running 'init' at"),
        ("cloud-init config", "running 'modules:config'"),
        ("cloud-init final", "running 'modules:final'"),
        ("cloud-init done", "finished at"),
    ]

    /// - Parameter title: The app's, which begins the readout of its credentials.
    public mutating func hear(_ line: String, at time: Duration, title: String) {
        let name =
            line == title ? "credentials" : Self.marks.first { line.contains($0.text) }?.name
        guard let name, !phases.contains(where: { $0.name == name }) else { return }
        let (seconds, attoseconds) = time.components
        phases.append(Phase(name: name, at: Double(seconds) + Double(attoseconds) / 1e18))
    }

    /// A line for each phase: when it began, and how long after the one before.
    public var table: String {
        var before = 0.0
        return phases.map { phase in
            defer { before = phase.at }
            return "\(Self.column(phase.at)) s  +\(Self.column(phase.at - before)) s  \(phase.name)"
        }.joined(separator: "\n")
    }

    private static func column(_ seconds: Double) -> String {
        let tenths = Int((seconds * 10).rounded())
        let text = "\(tenths / 10).\(tenths % 10)"
        return String(repeating: " ", count: max(0, 6 - text.count)) + text
    }
}
