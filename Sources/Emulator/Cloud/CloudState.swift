/// The content of an emulated account.
actor CloudState {
    private let hook: CloudAPI.Hook
    private let report: @Sendable (String) -> Void
    private var next = 1000
    private(set) var keys: [Int: String] = [:]
    private(set) var machines: [Int: CloudServer] = [:]
    private(set) var snapshots: [Int: String] = [:]
    /// Completed actions and whether they succeeded. The others are still running.
    private var ended: [Int: Bool] = [:]

    init(hook: @escaping CloudAPI.Hook, report: @escaping @Sendable (String) -> Void) {
        self.hook = hook
        self.report = report
    }

    /// `running`, `done` or `failed`.
    func state(ofAction id: Int) -> String { ended[id].map { $0 ? "done" : "failed" } ?? "running" }

    /// What would cost money until somebody removes it.
    var leftovers: [String] {
        machines.map { "machine \($0.key) (\($0.value.name))" } + keys.keys.map { "key \($0)" }
    }

    func addKey(_ text: String) -> Int {
        let id = identifier()
        keys[id] = text
        return id
    }

    func removeKey(_ id: Int) -> Bool { keys.removeValue(forKey: id) != nil }

    /// - Returns: The machine and the action that starts it.
    func create(_ name: String, keys ids: [Int]) -> (machine: Int, action: Int) {
        let id = identifier()
        machines[id] = CloudServer(name: name)
        let keys = ids.compactMap { self.keys[$0] }
        return (id, act(.create(machine: id, name: name, keys: keys)) { $0.set(.on, of: id) })
    }

    func shutDown(_ id: Int) -> Int {
        // Packer asks twice; it is shut down once.
        guard machines[id]?.power == .on else { return act(nil) { _ in } }
        machines[id]?.power = .stopping
        return act(.shutdown(machine: id)) { $0.set(.off, of: id) }
    }

    /// - Returns: The snapshot and the action that takes it; nil where the machine is not off.
    func takeSnapshot(of id: Int, name: String) -> (snapshot: Int, action: Int)? {
        guard machines[id]?.power == .off else { return nil }
        let snapshot = identifier()
        let action = act(.snapshot(machine: id, snapshot: snapshot, name: name)) { state in
            state.keep(snapshot, of: id, name)
        }
        return (snapshot, action)
    }

    func remove(_ id: Int) async -> Bool {
        guard machines.removeValue(forKey: id) != nil else { return false }
        _ = await hook(.delete(machine: id))
        return true
    }

    /// An action that is over at once.
    func note() -> Int { act(nil) { _ in } }

    private func keep(_ snapshot: Int, of id: Int, _ name: String) {
        snapshots[snapshot] = name
        machines[id]?.snapshots.append(snapshot)
        report("snapshot \(snapshot) \(name)")
    }

    private func set(_ power: CloudServer.Power, of id: Int) { machines[id]?.power = power }

    private func act(_ event: CloudAPI.Event?, then: @escaping @Sendable (isolated CloudState) -> Void) -> Int {
        let id = identifier()
        guard let event else {
            ended[id] = true
            return id
        }
        Task {
            let isWell = await hook(event)
            if isWell { then(self) }
            ended[id] = isWell
        }
        return id
    }

    private func identifier() -> Int {
        next += 1
        return next
    }
}

/// A server in an emulated account.
struct CloudServer {
    enum Power: String { case starting, on, stopping, off }
    var name: String
    var power = Power.starting
    var snapshots: [Int] = []
}
