import Host
import Installation
import Plan
import YAML

/// The files of the edge's own Compose project.
struct EdgeFiles {
    let machine: Machine
    let edge: Edge
    let record: EdgeRecord

    /// What Caddy reads as /etc/caddy. The folder is mounted, so that Caddy sees files that take others' places.
    static let configuration = "\(Edge.folder)/caddy"
    static let sites = "sites"
    /// A copy of the configuration with a change in it that is being checked.
    static let next = "next"
    static let caddyfile = "Caddyfile"

    static func site(of name: String) -> String { "\(name).caddy" }

    var composeText: String {
        func quoted(_ text: String) -> String { YAML.quoted(text.replacing("$", with: "$$")) }
        let ports = edge.ports.map { port in
            let address = port.address.map { $0.contains(":") ? "[\($0)]:" : "\($0):" } ?? ""
            return "\(address)\(port.port):\(port.containerPort)/\(port.transport.rawValue)"
        }
        let volumes = [
            "\(machine.files.root.path(Self.configuration)):/etc/caddy:ro",
            "\(machine.files.root.path(Edge.folder))/data:/data",
            "\(machine.files.root.path(Edge.folder))/config:/config",
        ]
        return """
            # The machine's edge: one Caddy for all apps that say `expose`. Landfall writes this file.
            services:
              caddy:
                image: \(quoted(record.image ?? edge.image))
                command: [caddy, run, --config, /etc/caddy/Caddyfile, --adapter, caddyfile]
                restart: unless-stopped
                cap_drop: [ALL]
                cap_add: [NET_BIND_SERVICE]
                security_opt: ["no-new-privileges:true"]
                ports: [\(ports.map(quoted).joined(separator: ", "))]
                volumes: [\(volumes.map(quoted).joined(separator: ", "))]

            """
    }

    var caddyfileText: String {
        let address = record.defaultAddress.map { "\tdefault_sni \($0)\n" } ?? ""
        return """
            # Landfall writes this file. Each app has one of its own in \(Self.sites)/.
            {
            \tgrace_period 10s
            \(address)}
            import \(Self.sites)/*.caddy

            """
    }

    /// Makes the folders and the Compose file, and a configuration to start with.
    func lay() throws {
        let files = machine.files
        try files.createFolderIfMissing(Self.configuration)
        try files.createFolderIfMissing("\(Self.configuration)/\(Self.sites)")
        for folder in ["data", "config"] {
            try files.createFolderIfMissing("\(Edge.folder)/\(folder)", mode: 0o700)
        }
        try write([(Edge.composeFile, composeText)])
        let caddyfile = "\(Self.configuration)/\(Self.caddyfile)"
        if !files.exists(caddyfile) { try write([(caddyfile, caddyfileText)]) }
    }

    /// Writes those that differ.
    func write(_ texts: [(path: String, text: String)]) throws {
        let writes = try texts.compactMap { path, text -> Files.Write? in
            try machine.files.read(path) == Array(text.utf8) ? nil : Files.Write(path, Array(text.utf8), mode: 0o644)
        }
        if !writes.isEmpty { try machine.files.write(writes) }
    }
}
