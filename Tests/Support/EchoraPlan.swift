import Plan

extension Plan {
    /// What examples/echora/app.yaml comes to, shortened to what the generator's tests need.
    public static func echora(for provider: String) -> Plan {
        var plan = Plan(
            app: App(name: "echora", title: "Echora Chat", version: "1.4.0"),
            provider: ProviderID(provider),
            stack: Stack(
                project: "echora", composeFile: "docker-compose.yml",
                files: [StackFile(path: "docker-compose.yml", content: .verbatim(Array("services: {}\n".utf8)))]))
        plan.requires = Requirements(cpus: 1, memory: 1 << 30, disk: 10 << 30)
        plan.parameters = [
            Parameter(
                name: "domain", kind: .hostname, label: "Domain name",
                help: "Point its DNS record at this machine first; without one the machine's address is used.",
                example: "chat.example.com", isRequired: false, defaultValue: .fromHostname),
            Parameter(
                name: "admin_email", kind: .email, label: "Administrator's e-mail", example: "admin@example.com",
                isRequired: false),
        ]
        plan.secrets = [SecretSpec(name: "ADMIN_PASSWORD", recipe: .password(length: 20, symbols: false))]
        plan.release = Release(url: "https://github.com/echora/echora/releases/download/v1.4.0")
        return plan
    }

    public static let allProviders = ["vultr", "digitalocean", "hetzner", "linode", "generic"]

    /// A plan whose texts try to break out of whatever they are put into.
    public static func hostile(for provider: String) -> Plan {
        var plan = Plan.echora(for: provider)
        plan.app.title = "It's \"${var.token}\" %{if true} {{ .Vars }} $(reboot) `id` \\ #{}\nrm -rf /\u{1b}[2J"
        plan.parameters = [
            Parameter(
                name: "motto", kind: .string, label: "A 'motto' \"$(id)\" /> \nEOF", help: "`id`\n- x: y\n'; reboot",
                example: "it's: #fine\t\"$HOME\""),
            Parameter(name: "api_key", kind: .apiToken, label: "Key", isRequired: false),
            Parameter(name: "theme", kind: .choice, label: "Theme", isRequired: false, options: ["dark", "light"]),
            Parameter(name: "extras", kind: .manyOf, label: "Extras", options: ["a", "b c"]),
            Parameter(
                name: "send_mail", kind: .boolean, label: "Send mail", isRequired: false, defaultValue: .value("false")),
        ]
        plan.release = Release(url: "https://example.com/it's/$(id)/`id`/%20")
        return plan
    }
}

extension ImageOptions {
    /// The providers' sections of examples/echora/app.yaml.
    public static let echora: [ProviderID: ImageOptions] = [
        "vultr": .init(plan: "vc2-1c-1gb", region: "ewr", image: "ubuntu-24.04"),
        "digitalocean": .init(plan: "s-1vcpu-1gb", region: "nyc3", image: "ubuntu-24.04"),
        "hetzner": .init(plan: "cx23", region: "fsn1", image: "ubuntu-24.04"),
        "linode": .init(plan: "g6-nanode-1", region: "us-ord", image: "ubuntu-24.04"),
    ]
}
