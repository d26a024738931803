import AppSpec
import ComposeFile
import Plan

/// The app's version, by the tag of the image that is the app's own.
struct AppVersion {
    let draft: Draft
    /// What the app is called after.
    let base: String

    /// What stands in front of apps and beside them, and is none itself.
    private static let helpers: Set<String> = [
        "nginx", "nginx-unprivileged", "openresty", "caddy", "traefik", "haproxy", "httpd", "envoy", "kong", "varnish",
        "memcached", "rabbitmq", "nats", "kafka", "zookeeper", "minio", "mc", "elasticsearch", "opensearch",
        "meilisearch", "typesense", "clickhouse-server", "clickhouse", "etcd", "influxdb", "alpine", "busybox",
        "debian", "ubuntu", "bash", "curl", "socat", "docker", "oauth2-proxy", "cloudflared", "gotenberg", "tika",
        "mailpit",
        "mailhog", "postgres-backup-local", "pgbouncer", "autoheal", "watchtower", "docker-socket-proxy", "chrome",
    ]

    private struct Image {
        var service: String
        /// In lower case, without the registry.
        var path: String
        /// Nil where its tag is none.
        var version: String?
        var isHelper: Bool
    }

    /// `1.0.0` where no tag is a version.
    var text: String {
        let images = draft.running.compactMap(image)
        let main = images.filter { $0.service == draft.mainService }
        let first = words.first.map { word in images.filter { Self.normal($0.path).contains(word) } } ?? []
        // An app may itself be a proxy or a database: then it is called so.
        if let main = main.first(where: { image in first.contains { $0.service == image.service } }) {
            return main.version ?? Self.unknown
        }
        let own = images.filter { !$0.isHelper }
        let named = own.filter { image in words.contains { Self.normal(image.path).contains($0) } }
        let choices = [first, named, main.filter { !$0.isHelper }, own, own.isEmpty ? main + images : []]
        return choices.lazy.compactMap { $0.lazy.compactMap(\.version).first }.first ?? Self.unknown
    }
    private static let unknown = "1.0.0"

    /// The words of its name, the first of which says most.
    private var words: [String] {
        base.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init).filter {
            $0.count > 2 && !["app", "with", "and", "without", "docker", "compose", "the"].contains($0)
        }
    }

    private static func normal(_ text: String) -> String { text.filter { $0.isLetter || $0.isNumber } }

    private func image(of service: ComposeService) -> Image? {
        guard let name = draft.image(of: service) else { return nil }
        let path = ImageReference(name).path.lowercased()
        let last = path.split(separator: "/").last.map(String.init) ?? ""
        return Image(
            service: service.name, path: path, version: ImageReference(name).tag.flatMap(Self.version),
            isHelper: Self.helpers.contains(last) || DatabaseKind.of(image: name) != nil)
    }

    /// The numbers of `v1.2.3`, `version-1.2`, `1.2.3-alpine` and `15`; nil for a tag without, and for what is not released.
    static func version(_ tag: String) -> String? {
        var text = tag[...]
        for lead in ["version-", "release-", "v"] where text.hasPrefix(lead) { text = text.dropFirst(lead.count) }
        let number = text.prefix { $0 != "-" }
        let rest = text.dropFirst(number.count + 1).lowercased()
        guard !["rc", "beta", "alpha", "pre", "dev", "nightly", "snapshot"].contains(where: rest.hasPrefix) else {
            return nil
        }
        let parts = number.split(separator: ".", omittingEmptySubsequences: false)
        let isVersion = parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { 0x30...0x39 ~= $0 } }
        return isVersion && number.utf8.count < 30 ? String(number) : nil
    }
}
