import ComposeFile
import Plan

extension ComposeProject {
    /// What the machine's side must know about each service.
    var summaries: [Service] {
        // A machine has no more ports. A hostile file's ranges could otherwise fill the memory.
        var left = 2 * 65535
        let awaited = Set(services.flatMap { $0.dependencies.filter(\.mustComplete).map(\.name) })
        return services.map { service in
            var published: [PublishedPort] = []
            for (entry, _) in ports(of: service) where left > 0 {
                let more = entry.publications.prefix(left)
                left -= more.count
                published += more
            }
            var summary = Service(
                name: service.name, image: service.image?.string, hasHealthcheck: service.hasHealthcheck,
                isOneShot: service["restart"]?.string == "no" || awaited.contains(service.name), ports: published)
            if !starts(service) { summary.mayBeOff = true }
            return summary
        }
    }
}
