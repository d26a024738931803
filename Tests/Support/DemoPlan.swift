import Plan

extension Plan {
    /// A small app that uses every part of a plan.
    public static func demo(_ provider: ProviderID = "digitalocean") -> Plan {
        var plan = Plan(
            app: App(name: "demo", title: "Demo", version: "1.0.0"), provider: provider,
            stack: Stack(
                project: "demo", composeFile: "compose.yml",
                files: [
                    StackFile(path: "compose.yml", content: .verbatim(Array("services: {}\n".utf8))),
                    StackFile(path: "conf/app.conf", content: .rendered(Template([.text("key="), .secret("KEY")]))),
                ],
                services: [Service(name: "web", image: "web:1"), Service(name: "db", image: "db:1")]))
        plan.parameters = [
            Parameter(name: "domain", kind: .hostname, label: "Domain", isRequired: false, defaultValue: .fromHostname),
            Parameter(name: "api_token", kind: .apiToken, label: "Token", isRequired: false),
        ]
        plan.secrets = [
            SecretSpec(name: "KEY", recipe: .hex(bytes: 16)),
            SecretSpec(name: "URL", recipe: .template(Template([.text("db://u:"), .secret("KEY"), .text("@db")]))),
        ]
        plan.environment = [
            EnvironmentEntry(name: "DOMAIN", value: Template([.machine(.address)])),
            EnvironmentEntry(name: "KEY", value: Template([.secret("KEY")])),
            EnvironmentEntry(name: "TOKEN", value: Template([.parameter("api_token")])),
        ]
        plan.afterStart = [
            ServiceCommand(service: "web", run: ["migrate"]), ServiceCommand(service: "web", run: ["seed"]),
        ]
        plan.credentials = Credentials(lines: [
            .init(label: "URL", value: Template([.text("https://"), .machine(.address)])),
            .init(label: "Key", value: Template([.secret("KEY")])),
        ])
        return plan
    }
}
