import Plan

/// How far a service is, from what the engine says about its container.
package enum ServiceState: Equatable, Sendable {
    case up
    /// What it is doing, as readable text.
    case pending(String)
    /// It ended, and nothing will start it again.
    case failed(String)

    private static let notCreated = "not created yet"
    package static let restarting = "restarting"
    /// What a service that waits for others is shown as doing.
    package static let waitingWords: Set = [notCreated, "created"]

    /// If a service has several containers, the one furthest from being up decides.
    package init(_ service: Service, among containers: [Container]) {
        let states = containers.filter { $0.service == service.name }.map { ServiceState(service, $0) }
        self = Self.worst(states)
    }

    static func worst(_ states: [ServiceState]) -> ServiceState {
        let failed = states.first { if case .failed = $0 { true } else { false } }
        return failed ?? states.first { $0 != .up } ?? states.first ?? .pending(notCreated)
    }

    package init(_ service: Service, _ container: Container?) {
        guard let container else {
            self = .pending(Self.notCreated)
            return
        }
        switch container.state {
        case "running":
            let status = container.status
            if status.contains("(unhealthy)") {
                self = .pending("unhealthy")
            } else if status.contains("(health: starting)") {
                self = .pending("starting")
            } else {
                self = .up
            }
        case "exited":
            if container.status.hasPrefix("Exited (0)") {
                self = service.isOneShot ? .up : .failed("stopped by itself")
            } else {
                self = .failed(container.status.prefix { $0 != ")" } + ")")
            }
        case "dead": self = .failed("dead")
        case let state: self = .pending(state)
        }
    }
}
