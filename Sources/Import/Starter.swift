import Plan
import YAML

/// The smallest app: one image, one port.
public enum Starter {
    /// - Parameters:
    ///   - image: With a tag or a digest.
    ///   - port: The container's, which the machine publishes as 80.
    ///   - data: Where the container keeps its data; nil for nowhere.
    ///   - title: The app's name as people read it; nil for one made of `name`.
    public static func files(
        name base: String, image: String, port: Int, data: String?, title: String? = nil
    ) -> [ImportedFile] {
        let name = AppDocument.appName(base)
        let service: [(String, YAMLValue)] =
            [
                ("image", .string(image)), ("restart", .string("unless-stopped")),
                ("ports", .list([.string("80:\(port)")])),
            ] + (data.map { [("volumes", .list([.string("data:\($0)")]))] } ?? [])
        let compose: [(String, YAMLValue)] =
            [("services", .map([("app", .map(service))]))]
            + (data == nil ? [] : [("volumes", .map([("data", .map([]))]))])
        var app: [(String, YAMLValue)] = [
            ("schema", .int(1)), ("name", .string(name)), ("title", .string(title ?? AppDocument.title(base))),
            ("version", .string("1.0.0")), ("release", .string("none")),
            ("stack", .map([("compose", .string(Importer.composeFile))])),
            ("ready", .list([.map([("tcp", .string("127.0.0.1:80"))])])),
            (
                "credentials",
                .list([.map([("label", .string("URL")), ("value", .string("http://{{ address }}"))])])
            ), ("firewall", .list([.string("22/tcp"), .string("80/tcp")])),
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
