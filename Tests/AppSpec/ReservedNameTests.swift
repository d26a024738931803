import Testing

@testable import AppSpec

@Suite struct ReservedNameTests {
    @Test(arguments: [
        "cloud-init", "snapd", "chrony", "postfix", "digitalocean", "systemd-networkd", "cron", "smart", "docker",
        "vultr",
        "cloud-init-local", "python3", "snap-lxd", "linode", "droplet-agent", "unattended-upgrades", "landfall",
    ])
    func whatTheImagesHaveIsRefused(name: String) throws {
        let found = try Project(compose: "services: { web: { image: \"web:1\" } }").renamed(name).findings
        #expect(found == ["error 2: the name `\(name)` is taken by a part of the operating system"])
    }

    @Test(arguments: [
        "echora", "ghost", "nextcloud", "gitea", "cloudreve", "cloud-notes", "user-portal", "snapdrop", "systemdemo",
        "postfixadmin", "userapp",
    ])
    func `apps are not`(name: String) throws {
        #expect(try Project(compose: "services: { web: { image: \"web:1\" } }").renamed(name).findings == [])
    }
}

extension Project {
    func renamed(_ name: String) throws -> Project {
        try folder.write("app.yaml", folder.read("app.yaml").replacing("name: demo", with: "name: \(name)"))
        return self
    }
}
