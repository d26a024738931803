import AppSpec
import Import
import Plan
import TestSupport
import Testing

/// Where a file expects a proxy, the machine's edge is it.
@Suite struct ExposeImportTests {
    private static func edge(_ imported: Imported) -> [String] {
        (imported.compilation.spec?.stack.edge?.exposures ?? []).map { "\($0.service):\($0.port)\($0.path)" }
    }

    private static let listed = """
        services:
          web:
            image: acme/web:1.2
            environment: { SELF: "http://localhost:3000/app" }
            healthcheck: { test: "curl --fail http://localhost:3000/health" }
            labels:
              - traefik.enable=true
              - "traefik.http.routers.web.rule=Host(`${DOMAIN:-a.example.com}`) || Host(`www.example.com`)"
              - traefik.http.services.web.loadbalancer.server.port=3000
              - traefik.http.middlewares.auth.basicauth.usersfile=/users
              - traefik.http.middlewares.tls.redirectscheme.scheme=https
          api:
            image: acme/api:1.2
            labels:
              - "traefik.http.routers.api.rule=Host(`${DOMAIN:-a.example.com}`) && PathPrefix(`/api/`)"
              - traefik.http.routers.api.service=api-http
              - traefik.http.services.api-metrics.loadbalancer.server.port=9000
              - traefik.http.services.api-http.loadbalancer.server.port=8080
          dashboard:
            image: acme/dashboard:1.2
            labels:
              traefik.http.routers.dash.rule: Host(`dash.example.com`)
              traefik.http.services.dash.loadbalancer.server.port: 9000
        """

    @Test func `traefik's labels say which service has which path, and the report names the others`() throws {
        let imported = try Imported(Self.listed)
        #expect(imported.errors.isEmpty, "\(imported.errors)")
        #expect(Self.edge(imported) == ["web:3000/", "api:8080/api"])
        let app = imported.text("app.yaml")
        #expect(app.contains("- http: \"https://{{ address }}/health\"\n"))
        #expect(app.contains("SELF: \"https://{{ address }}/app\"\n"))
        #expect(app.contains("value: \"https://{{ address }}/api\"\n"))
        #expect(
            imported.compilation.spec?.firewall.map(\.description)
                == ["22/tcp", "80/tcp", "443/tcp", "443/udp", "9000/tcp"])
        let review = imported.items(.review)
        #expect(review.contains { $0.hasPrefix("`dashboard` had an address of its own (`dash.example.com`)") })
        #expect(review.contains { $0.hasPrefix("`www.example.com` was another name of `web`") })
        #expect(review.contains { $0.hasPrefix("the labels of `web` for traefik") && $0.hasSuffix(": `basicauth`") })
        #expect(imported.items(.changed).contains { $0.contains("where the file expects a proxy") })
        #expect(!imported.app.report.text.contains("Dokploy"))
        #expect(imported.text("compose.yaml").contains("- traefik.enable=true\n"))
    }

    @Test func `names of two variables are two names, whatever they are`() throws {
        func labels(_ variable: String, _ path: String, _ port: Int) -> String {
            "[\"traefik.http.routers.r.rule=Host(`${\(variable)}`)\(path)\", "
                + "traefik.http.services.s.loadbalancer.server.port=\(port)]"
        }
        let imported = try Imported(
            """
            services:
              web: { image: "acme/web:1.2", labels: \(labels("WEB_DOMAIN", "", 3000)) }
              api: { image: "acme/api:1.2", labels: \(labels("API_DOMAIN", " && PathPrefix(`/api`)", 8080)) }
            """)
        #expect(imported.errors.isEmpty, "\(imported.errors)")
        #expect(Self.edge(imported) == ["web:3000/"])
        #expect(imported.text("app.yaml").contains("  - \"8080/tcp\"\n"))
    }

    @Test func `with traefik among the services, its labels do what they did`() throws {
        let proxy = "\n  traefik:\n    image: traefik:v3.1\n    network_mode: host\n"
        let imported = try Imported(Self.listed + proxy)
        #expect(imported.errors.isEmpty, "\(imported.errors)")
        #expect(Self.edge(imported).isEmpty)
        #expect(!imported.items(.review).contains { $0.hasPrefix("the labels of") })
    }

    @Test(arguments: [
        ("caddy: app.example.com\n      caddy.reverse_proxy: \"{{upstreams 3000}}\"", ["web:3000/"]),
        ("caddy_0: https://a.example.com\n      caddy_0.reverse_proxy: /ui/* {{upstreams http 3000}}", ["web:3000/ui"]),
        ("caddy: app.example.com\n      caddy.reverse_proxy: \"{{upstreams}}\"", ["web:80/"]),
        ("caddy: app.example.com\n      caddy.reverse_proxy: \"{{upstreams https 8080}}\"", []),
        ("traefik.http.services.web.loadbalancer.server.port: \"3000\"", ["web:3000/"]),
        ("traefik.enable: \"false\"\n      traefik.http.services.w.loadbalancer.server.port: \"3000\"", []),
    ])
    func `a mapping of labels is read`(labels: String, exposures: [String]) throws {
        let imported = try Imported("services:\n  web:\n    image: acme/web:1.2\n    labels:\n      \(labels)\n")
        #expect(imported.errors.isEmpty, "\(imported.errors)")
        #expect(Self.edge(imported) == exposures)
    }

    @Test func `a path that the proxy takes off is no path of the edge's`() throws {
        let imported = try Imported(
            """
            services:
              web:
                image: acme/web:1.2
                labels:
                  traefik.http.routers.web.rule: PathPrefix(`/web`)
                  traefik.http.services.web.loadbalancer.server.port: 3000
                  traefik.http.middlewares.web.stripprefix.prefixes: /web
            """)
        #expect(imported.errors.isEmpty)
        #expect(Self.edge(imported).isEmpty)
        // Nor is all of it open, of which one path was.
        #expect(!imported.text("compose.yaml").contains("ports:"))
        #expect(imported.items(.review).contains { $0.hasPrefix("`web` stays closed: only the path `/web`") })
    }

    @Test func `what a proxy kept closed is not opened for its port on 127.0.0.1 either`() throws {
        let imported = try Imported(
            """
            services:
              web:
                image: acme/web:1.2
                ports: ["127.0.0.1:8080:8080"]
                labels:
                  traefik.http.routers.web.rule: Host(`a.example.com`)
                  traefik.http.routers.web.middlewares: lock
                  traefik.http.services.web.loadbalancer.server.port: 8080
              other:
                image: acme/other:1.2
                labels: { traefik.http.middlewares.lock.basicauth.users: "a:b" }
            """)
        #expect(Self.edge(imported).isEmpty)
        #expect(imported.text("compose.yaml").contains("127.0.0.1:8080:8080"))
    }

    @Test func `a search engine on 127.0.0.1 is not what people open`() throws {
        let imported = try Imported(
            """
            services:
              search: { image: acme/search:1.2, ports: ["127.0.0.1:9200:9200"] }
              web: { image: acme/web:1.2, ports: ["127.0.0.1:3000:3000"] }
            """)
        #expect(Self.edge(imported) == ["web:3000/"])
    }

    @Test(arguments: [
        "traefik.http.routers.web.middlewares: chained\n      traefik.http.middlewares.chained.chain.middlewares: ips\n"
            + "      traefik.http.middlewares.ips.ipallowlist.sourcerange: 10.0.0.0/8",
        "traefik.http.routers.web.middlewares: sso\n      traefik.http.middlewares.sso.plugin.oidc.url: x",
        "traefik.http.routers.web.middlewares: lan-only@file", "traefik.http.routers.web.tls.options: mtls@file",
        "traefik.http.routers.web.entrypoints: internal", "caddy.import: authelia", "caddy.abort: \"@denied\"",
        "traefik.http.routers.web.rule: Host(`a.example.com`) && !PathPrefix(`/admin`)",
        "traefik.http.routers.web.rule: Host(`a.example.com`) && Header(`X-Key`, `x`)",
        "traefik.http.routers.web.middlewares: gzip,lock@docker\n      traefik.http.middlewares.lock.basicauth.users: x",
        "traefik.http.routers.web.middlewares: authelia@file", "caddy.forward_auth: auth:9091",
        "traefik.http.routers.web.rule: Host(`a.example.com`) && ClientIP(`10.0.0.0/8`)",
        "traefik.http.routers.tls.rule: Host(`a.example.com`)\n      traefik.http.routers.tls.middlewares: my-auth@file",
    ])
    func `what its proxy kept strangers out of stays closed`(label: String) throws {
        let isCaddy = label.hasPrefix("caddy")
        let rule = label.contains("web.rule") ? "" : "traefik.http.routers.web.rule: Host(`a.example.com`)\n      "
        let port = "traefik.http.services.web.loadbalancer.server.port: 3000"
        let usual = isCaddy ? "caddy: a.example.com\n      caddy.reverse_proxy: \"{{upstreams 3000}}\"" : rule + port
        let imported = try Imported(
            "services:\n  web:\n    image: acme/web:1.2\n    labels:\n      \(usual)\n      \(label)\n")
        #expect(imported.errors.isEmpty, "\(imported.errors)")
        #expect(Self.edge(imported).isEmpty)
        #expect(!imported.text("compose.yaml").contains("ports:"))
        #expect(imported.items(.review).contains { $0.hasPrefix("`web` stays closed") })
    }

    /// What the edge cannot reach, or what has its ports, is published as before.
    @Test(arguments: [
        "network_mode: bridge", "restart: \"no\"", "ports: [\"443:8443\"]", "ports: [\"127.0.0.1:80:3000\"]",
        "ports: [\"443:443/udp\"]",
    ])
    func `what cannot be exposed is published`(key: String) throws {
        let imported = try Imported(
            "# slogan: A demo\n# port: 3000\nservices:\n  web:\n    image: acme/web:1.2\n"
                + "    environment: [SERVICE_FQDN_WEB_3000, 'A=${SERVICE_FQDN_WEB_3000}']\n    \(key)\n")
        #expect(Self.edge(imported).isEmpty)
        #expect(!imported.text("app.yaml").contains("expose:"))
        #expect(imported.text("compose.yaml").contains(":3000\""))
    }

    @Test func `a host name with a port is the address alone where the edge leads there`() throws {
        let imported = try Imported(
            """
            # slogan: A demo
            # port: 3000
            services:
              web:
                image: acme/web:1.2
                environment:
                  - SERVICE_FQDN_WEB_3000
                  - HOST=${SERVICE_FQDN_WEB_3000}
                  - OTHER=${SERVICE_FQDN_WEB_4000}
            """)
        #expect(imported.errors.isEmpty)
        let app = imported.text("app.yaml")
        #expect(app.contains("SERVICE_FQDN_WEB_3000: \"{{ address }}\"\n"))
        #expect(app.contains("SERVICE_FQDN_WEB_4000: \"{{ address }}:4000\"\n"))
    }

    @Test func `an address for WebSocket is by TLS`() throws {
        let imported = try Imported(
            "services: { web: { image: \"acme/web:1.2\", environment: { LIVE: \"${LIVE}\" } } }",
            template: """
                [config]
                env = ["LIVE=ws://${domain}/live"]
                [[config.domains]]
                serviceName = "web"
                port = 3000
                host = "${domain}"
                """)
        #expect(imported.text("app.yaml").contains("LIVE: \"wss://{{ address }}/live\"\n"))
    }

    @Test func `a second port for a proxy on the machine is pointed out`() throws {
        let imported = try Imported(
            """
            services:
              web: { image: acme/web:1.2, ports: ["127.0.0.1:3000:3000"] }
              live: { image: acme/live:1.2, ports: ["127.0.0.1:4000:4000"] }
            """)
        #expect(imported.errors.isEmpty)
        #expect(Self.edge(imported) == ["web:3000/"])
        #expect(imported.items(.review).contains { $0.hasPrefix("`live` answers on 127.0.0.1 alone") })
    }
}
