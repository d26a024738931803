import Docker
import Installation
import Plan

/// Stops a rollout before anything changes if its database servers cannot open the data that is here. Such a server ends
/// again and again, and with some images it starts with an empty database.
package struct RequireFittingData {
    let machine: Machine
    let values: Values

    package init(_ machine: Machine, _ values: Values) {
        self.machine = machine
        self.values = values
    }

    package func run() throws {
        guard let engine = try? DockerEngine(), engine.isUp else { return }
        for place in try DataSurvey(machine, values).places() where place.stranger == nil {
            guard let folder = place.path, let data = DatabaseVersion.ofData(in: folder) else { continue }
            for service in machine.plan.stack.services where place.uses.contains(where: { $0.service == service.name })
            {
                guard let image = service.image,
                    let server = DatabaseVersion.ofImage(image, environment: try engine.image(image)?.environment),
                    !server.canOpen(data)
                else { continue }
                throw Self.refusal(machine, service.name, image, server, data, place)
            }
        }
    }

    private static func refusal(
        _ machine: Machine, _ service: String, _ image: String, _ server: DatabaseVersion, _ data: DatabaseVersion,
        _ place: DataPlace
    ) -> Failure {
        let release = "\(machine.plan.app.title) \(machine.plan.app.version)"
        let isCopied = machine.plan.backup.items.contains { $0.store.server?.service == service }
        return Failure(
            .invalidInput,
            "\(release) runs \(server) in \(service) (\(image)), which cannot open the data of \(data) in \(place.title)",
            details: ["Nothing was changed: the app runs as it did."],
            help: isCopied
                ? "`\(machine.command) restore --to-new` copies the data into a new server, compares both, and keeps the old data"
                : "`backup` in app.yaml does not contain \(service); dump its data with \(data), and load it into a new one"
        )
    }
}
