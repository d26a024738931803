import Plan
import Providers

/// The source and build blocks: upload the stamped binary, then run its `prepare` and `seal`.
struct ImageBuild {
    let plan: Plan
    let source: PackerSource

    private var app: String { plan.app.name }
    private var uploaded: String { "/tmp/\(Paths.command(of: app))" }
    /// Not in /tmp, which may be a memory file system.
    private var archives: String { "/var/tmp/\(app)-images" }
    private var installed: String { Paths(app: app).binary }

    var blocks: [HCLItem] {
        [
            .block("locals", locals.map { .attribute($0.0, .string(GoTemplate.literal($0.1))) }),
            .block(
                "source", labels: [source.builder, "image"], source.attributes.map { .attribute($0.name, $0.value) }),
            .block(
                "build",
                [
                    .attribute("name", .string(app)),
                    .attribute("sources", .list([.string("source.\(source.builder).image")])),
                    waitForCloudInit,
                    upload,
                    whereImagesAreGiven(
                        "shell", [.attribute("inline", .list([.string("install -d -m 0700 \(archives)")]))]),
                    whereImagesAreGiven(
                        "file",
                        [
                            // With the slash, Packer uploads the folder's content.
                            .attribute("source", .interpolated([.variable("images"), .string("/")])),
                            .attribute("destination", .string(archives)),
                        ]),
                    shell(
                        [
                            .string("install -m 0755 \(uploaded) \(installed)"), .string("rm -f \(uploaded)"),
                            .interpolated([.string("\(installed) prepare --image"), imagesOption]),
                            .string("rm -rf \(archives)"),
                        ], within: "60m"),
                    shell([.string("\(installed) seal")], within: "20m"),
                    manifest,
                ]),
        ]
    }

    /// cloud-init exits with 2 after it recovered from an error. That is no reason to give up.
    private var waitForCloudInit: HCLItem {
        .block(
            "provisioner", labels: ["shell"],
            [
                .attribute("inline", .list([.string("timeout 900 cloud-init status --wait")])),
                .attribute("valid_exit_codes", .list([.number(0), .number(2)])),
                .attribute("timeout", .string("20m")),
            ])
    }

    private var upload: HCLItem {
        .block(
            "provisioner", labels: ["file"],
            [
                .attribute(
                    "source",
                    .interpolated([
                        .reference(["path", "root"]),
                        .string("/../../firstboot/\(app)-\(plan.provider)-"),
                        .variable("architecture"),
                    ])),
                .attribute("destination", .string(uploaded)),
                .attribute("timeout", .string("10m")),
            ])
    }

    private var locals: [(HCLName, String)] {
        let label = source.labels.map { $0.value(plan.app.version) }
        var locals: [(HCLName, String)] = [
            ("app", app), ("title", plan.app.title), ("version", plan.app.version),
        ]
        if let label { locals.append(("label_version", label)) }
        return locals
    }

    private var imagesOption: HCLValue {
        .choice(
            .comparison(.variable("images"), .equal, .string("")),
            then: .string(""), otherwise: .string(" --images \(archives)"))
    }

    /// A provisioner that runs only if the variable names a folder.
    private func whereImagesAreGiven(_ type: HCLName, _ body: [HCLItem]) -> HCLItem {
        let given = HCLValue.comparison(.variable("images"), .equal, .string(""))
        return .block(
            "dynamic", labels: ["provisioner"],
            [
                .attribute("for_each", .choice(given, then: .list([]), otherwise: .list([.variable("images")]))),
                .attribute("labels", .list([.string(type.description)])),
                .block("content", body),
            ])
    }

    private func shell(_ commands: [HCLValue], within timeout: String) -> HCLItem {
        .block(
            "provisioner", labels: ["shell"],
            [
                .attribute("inline", .list(commands)),
                .attribute("timeout", .string(timeout)),
            ])
    }

    private var manifest: HCLItem {
        .block(
            "post-processor", labels: ["manifest"],
            [
                .attribute("output", .variable("manifest")),
                .attribute("strip_path", .bool(true)),
                .attribute(
                    "custom_data",
                    .map([
                        ("app", .local("app")),
                        ("version", .local("version")),
                        ("provider", .string(plan.provider.rawValue)),
                        ("snapshot", .variable("snapshot_name")),
                        ("inputs", .variable("input_digest")),
                    ])),
            ])
    }
}
