import Foundation
import Plan

/// A rollout that the crash harness cuts off, by what the machine is before it and which verb runs.
enum RolloutKind: String, CaseIterable {
    case firstBoot = "first boot"
    case secondBoot = "second boot"
    case rotation = "rotate"
    case parameter = "changed parameter"
    case address = "new address"
    case release = "newer release"
    case adoption = "adopted data"
    case lostState = "lost state"
    case clone
    case awaited = "awaited domain"

    var verb: String {
        switch self {
        case .secondBoot: "start"
        case .rotation: "rotate"
        default: "provision"
        }
    }

    /// Whether the machine is a new one.
    var isFirst: Bool { self == .firstBoot || self == .awaited }

    /// Whether the owner is shown the credentials.
    var announces: Bool { isFirst || [.adoption, .lostState, .clone].contains(self) }

    /// Whether the app's one-time commands run.
    var runsCommands: Bool { isFirst || [.lostState, .clone].contains(self) }

    /// The app: its web service gets a new KEY, which its database keeps as its password.
    static var plan: Plan {
        var plan = Plan.demo()
        plan.secrets[0].rotation = .command(ServiceCommand(service: "web", run: ["set-key"]))
        plan.secrets.append(
            SecretSpec(
                name: "CERTIFICATE", recipe: .certificate("ed25519", names: [Template([.machine(.address)])], days: 9)))
        plan.stack.files.append(
            StackFile(path: "conf/server.pem", content: .rendered(Template([.publicHalf(of: "CERTIFICATE")]))))
        return plan
    }

    /// The same behind the machine's edge, on ports that nobody has.
    static var exposedPlan: Plan {
        var plan = plan
        var edge = Edge(exposures: [Exposure(service: "web", port: 8080, host: Template([.machine(.address)]))])
        (edge.address, edge.http, edge.https) = ("127.66.0.1", 41, 42)
        plan.stack.edge = edge
        return plan
    }

    /// Its next release, with one more secret.
    static var nextPlan: Plan {
        var plan = plan
        plan.app.version = "1.1.0"
        plan.secrets.append(SecretSpec(name: "MAIL_KEY", recipe: .hex(bytes: 16)))
        plan.environment.append(EnvironmentEntry(name: "MAIL_KEY", value: Template([.secret("MAIL_KEY")])))
        return plan
    }
}
