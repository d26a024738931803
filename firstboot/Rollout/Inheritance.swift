import Docker
import Installation
import Plan

/// What a machine with another instance's state is: a clone of it, or its disk in a new body.
package enum Inheritance: Equatable {
    /// Nothing of the app's data is here: a new machine.
    case nothing
    /// The app's data is here, and only the older machine's secrets open it.
    case data(of: String)

    package static func find(on machine: Machine, from older: Record) async throws -> Inheritance {
        // An engine that is still starting would look like one without volumes, or end the boot.
        try await AwaitEngine(machine).run()
        let volumes = try DockerEngine().volumes(project: machine.plan.stack.project)
        return volumes.isEmpty ? .nothing : .data(of: older.metadata.instanceID)
    }

    package var explanation: String {
        switch self {
        case .nothing: "this disk was another machine's, with no data of the app: making new secrets"
        case .data(let id):
            "this disk holds the data of machine \(id): keeping its secrets, which open that data, "
                + "and taking this machine's addresses"
        }
    }

    /// What the owner may want to do about it.
    package func advice(_ plan: Plan) -> String {
        guard case .data(let id) = self else { return "" }
        let names = plan.rotatableSecrets
        return "note: \(plan.app.title) uses the secrets of machine \(id), whose data it took over; "
            + (names.isEmpty
                ? "the app lets none of them be changed."
                : "`\(plan.app.name)ctl rotate` changes \(names.joined(separator: ", ")).")
    }
}
