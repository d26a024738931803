import ComposeFile
import Plan

extension ComposeProject {
    /// What the machine's side must know of each service.
    var summaries: [Service] {
        // As many as a machine has: a hostile file's ranges would fill the memory.
        var left = 2 * 65535
        let awaited = Set(services.flatMap { $0.dependencies.filter(\.mustComplete).map(\.name) })
        return services.map { service in
            var published: [PublishedPort] = []
            for (entry, _) in ports(of: service) where left > 0 {
                let more = entry.publications.prefix(left)
                left -= more.count
                published += more
            }
            return Service(
                name: service.name, image: service.image?.string, hasHealthcheck: service.hasHealthcheck,
                isOneShot: service["restart"]?.string == "no" || awaited.contains(service.name), ports: published)
        }
    }
}
