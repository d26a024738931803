import Foundation
import Host
import TestSupport
import Testing

/// Caddy's ACME server in a container of its own, and an image of Caddy that trusts it.
struct Authority {
    private let container: String
    let edgeImage: String
    let directory: String

    /// - Parameter names: Those that lead to the edge for it.
    init(_ machine: EdgeMachine, names: [String]) async throws {
        container = "\(machine.id)-acme"
        edgeImage = "\(machine.id)-caddy:2.6.2"
        // An address of this computer that containers of other networks reach.
        _ = try await RealEngine.lines("network", "create", container)
        let format = "{{(index .IPAM.Config 0).Gateway}}"
        let gateway = try #require(
            try await RealEngine.lines("network", "inspect", container, "--format", format).first)
        let port = try Listener().port
        directory = "https://\(gateway):\(port)/acme/local/directory"
        try machine.folder.write(
            "acme/Caddyfile",
            """
            {
                admin off
                auto_https disable_redirects
                skip_install_trust
                default_sni \(gateway)
            }
            https://\(gateway):\(port) {
                tls internal
                acme_server
            }
            """)
        let hosts = names.flatMap { ["--add-host", "\($0):\(machine.address)"] }
        let mount = ["--volume", "\(machine.folder.file("acme")):/etc/caddy:ro"]
        let started = try await Command(
            "docker",
            ["run", "--detach", "--name", container, "--network", "host"] + hosts + mount
                + ["caddy:2.6.2", "caddy", "run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"]
        ).run()
        try #require(started.status == 0, "\(started.lastLines)")
        let root = machine.folder.file("root.crt")
        let container = container
        try await eventually(within: .seconds(30)) {
            let source = "\(container):/data/caddy/pki/authorities/local/root.crt"
            return try await Command("docker", ["cp", source, root]).run().succeeded
        }
        let carrier = "\(container)-carrier"
        _ = try await RealEngine.lines("create", "--name", carrier, "caddy:2.6.2")
        _ = try await RealEngine.lines("cp", root, "\(carrier):/etc/ssl/certs/ca-certificates.crt")
        _ = try await RealEngine.lines("commit", carrier, edgeImage)
        _ = try await RealEngine.lines("rm", carrier)
    }

    func stop() async throws { _ = try await RealEngine.lines("stop", "--time", "0", container) }

    func takeAway() async throws {
        _ = try await RealEngine.lines("rm", "--force", "--volumes", container)
        _ = try await RealEngine.lines("network", "rm", container)
        _ = try await RealEngine.lines("rmi", "--force", edgeImage)
    }

    /// The names for which it has signed, as the edge's storage has them.
    func certificates(of machine: EdgeMachine) throws -> [String] {
        let folder = machine.folder.file("root/var/lib/landfall/edge/data/caddy/certificates")
        let paths = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        return paths.filter { $0.hasSuffix(".crt") && !$0.hasPrefix("local/") }.map {
            ($0 as NSString).lastPathComponent.replacing(".crt", with: "")
        }.sorted()
    }
}
