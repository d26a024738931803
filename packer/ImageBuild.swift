import Plan
import Providers

/// The source and the build: upload the stamped binary, then its own `prepare` and `seal` do the work.
struct ImageBuild {
    let plan: Plan
    let source: PackerSource

    private var app: String { plan.app.name }
    private var uploaded: String { "/tmp/\(app)ctl" }
    private var installed: String { "/usr/local/bin/\(app)ctl" }

    var blocks: [HCLItem] {
        [
            .block(
                "locals",
                [
                    .attribute("app", .string(app)),
                    .attribute("title", .string(GoTemplate.literal(plan.app.title))),
                    .attribute("version", .string(GoTemplate.literal(plan.app.version))),
                ]),
            .block(
                "source", labels: [source.builder, "image"], source.attributes.map { .attribute($0.name, $0.value) }),
            .block(
                "build",
                [
                    .attribute("name", .string(app)),
                    .attribute("sources", .list([.string("source.\(source.builder).image")])),
                    waitForCloudInit,
                    upload,
                    shell(
                        [
                            "install -m 0755 \(uploaded) \(installed)", "rm -f \(uploaded)",
                            "\(installed) prepare --image",
                        ], within: "60m"),
                    shell(["\(installed) seal"], within: "20m"),
                    manifest,
                ]),
        ]
    }

    /// cloud-init exits with 2 where it recovered from an error, which is no reason to give up.
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

    private func shell(_ commands: [String], within timeout: String) -> HCLItem {
        .block(
            "provisioner", labels: ["shell"],
            [
                .attribute("inline", .list(commands.map(HCLValue.string))),
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
                    ])),
            ])
    }
}
