import Plan
import YAML

/// The smallest app: one image, which the machine's edge leads to, by HTTPS. Where it answers by TLS itself, the machine
/// publishes it.
public enum Starter {
    /// - Parameters:
    ///   - image: With a tag or a digest.
    ///   - port: The container's that people open.
    ///   - data: Where the container keeps its data; nil for nowhere.
    ///   - title: The app's name as people read it; nil for one made of `name`.
    public static func files(
        name base: String, image: String, port: Int, data: String?, title: String? = nil
    ) -> [ImportedFile] {
        let name = AppDocument.appName(base)
        let speaksTLS = Publication.securePorts.contains(port)
        let service: [(String, YAMLValue)] =
            [("image", .string(image)), ("restart", .string("unless-stopped"))]
            + (speaksTLS ? [("ports", .list([.string("443:\(port)")]))] : [])
            + (data.map { [("volumes", .list([.string("data:\($0)")]))] } ?? [])
        let compose: [(String, YAMLValue)] =
            [("services", .map([("app", .map(service))]))]
            + (data == nil ? [] : [("volumes", .map([("data", .map([]))]))])
        var app: [(String, YAMLValue)] = [
            ("schema", .int(1)), ("name", .string(name)), ("title", .string(title ?? AppDocument.title(base))),
            ("version", .string("1.0.0")), ("release", .string("none")),
            ("stack", .map([("compose", .string(Importer.composeFile))])),
        ]
        if !speaksTLS {
            app += [
                ("parameters", .map([("domain", .map(AppDocument.domain))])),
                ("expose", .list([.map([("service", .string("app")), ("port", .int(port))])])),
            ]
        }
        let ready: (String, YAMLValue) =
            speaksTLS ? ("tcp", .string("127.0.0.1:443")) : ("http", .string("https://{{ address }}/"))
        let address: [(String, YAMLValue)] = [("label", .string("URL")), ("value", .string("https://{{ address }}"))]
        let open =
            [PortRule(port: 22, transport: .tcp)]
            + (speaksTLS ? [PortRule(port: 443, transport: .tcp)] : Edge.rules)
        app += [
            ("ready", .list([.map([ready])])), ("credentials", .list([.map(address)])),
            ("firewall", .list(open.map { .string($0.description) })),
        ]
        if data != nil { app.append(("backup", .list([.map([("volume", .string("data"))])]))) }
        let head = "# yaml-language-server: $schema=\(AppDocument.schemaFile)\n"
        return [
            ImportedFile(path: "app.yaml", bytes: Array((head + YAML.emit(.map(app))).utf8)),
            ImportedFile(path: Importer.composeFile, bytes: Array(YAML.emit(.map(compose)).utf8)),
        ]
    }

    /// Whether a machine can know which image is meant next month.
    public static func isPinned(_ image: String) -> Bool {
        !image.isEmpty && image.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "$") }
            && ImageReference(image).isPinned
    }
}
