/// A service that people open in a browser from elsewhere.
public struct FrontDoor: Equatable, Sendable {
    /// Its name in the Compose file.
    public var service: String
    /// The machine's port that leads to it.
    public var port: Int
}

extension Draft {
    /// One for each service, the chosen one first.
    var frontDoors: [FrontDoor] {
        let open = publications.filter { $0.isHTTP && !$0.isLoopback && !$0.isDatabase }
        return open.reduce(into: [FrontDoor]()) { doors, publication in
            guard !doors.contains(where: { $0.service == publication.service }) else { return }
            doors.append(FrontDoor(service: publication.service, port: publication.port))
        }
    }

    /// Puts a service before the others: its address is the app's, and the `ready` check asks it.
    func putFirst(_ service: String) {
        publications =
            publications.filter { $0.service == service } + publications.filter { $0.service != service }
    }
}
