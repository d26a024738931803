import ComposeFile
import Plan
import YAML

/// The Compose file that joins an app's exposed services to the machine's edge. It is laid over the publisher's.
struct EdgeOverlay {
    let edge: Edge
    let compose: ComposeProject

    /// Each service keeps the networks that it has; one that names none has Compose's `default` network. The alias is the
    /// app's own: the edge is in the networks of many apps, and each may have a `web`.
    var text: String {
        var text = "# Landfall has made this from `expose`: it joins these services to the machine's edge.\nservices:\n"
        for name in services {
            let key = YAML.quoted(name)
            text += "  \(key):\n    networks:\n"
            if compose.services.first(where: { $0.name == name })?.names("networks").isEmpty != false {
                text += "      default: {}\n"
            }
            let alias = Edge.alias(of: name, project: "${COMPOSE_PROJECT_NAME}")
            text += "      \(Edge.network): { aliases: [\(YAML.quoted(alias))] }\n"
        }
        return text + "networks:\n  \(Edge.network): { internal: true }\n"
    }

    private var services: [String] { Set(edge.exposures.map(\.service)).sorted() }
}
