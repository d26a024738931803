import Plan

/// The workflows that somebody starts: machine images for marketplaces, and updates of the publisher's own machines.
extension Pipeline {
    var marketplace: Workflow {
        Workflow(
            purpose: "marketplace", title: "\(name): marketplace",
            triggers: [
                (
                    "workflow_dispatch",
                    .map([
                        (
                            "inputs",
                            .map([
                                (
                                    "cloud",
                                    .map([
                                        ("description", .text("The cloud whose image is built")),
                                        ("type", .text("choice")), ("required", .flag(true)),
                                        ("options", .list(([Self.all] + clouds.map(\.id)).map(Setting.text))),
                                        ("default", .text(Self.all)),
                                    ])
                                )
                            ])
                        )
                    ])
                )
            ],
            concurrency: concurrency("marketplace"), environment: environment,
            jobs: clouds.map { ($0.id, machineImage($0)) })
    }

    private static let all = "all"

    /// Each cloud has a job of its own, which sees no other's token.
    private func machineImage(_ cloud: Cloud) -> Job {
        Job(
            permissions: [(.contents, .read)],
            condition: "inputs.cloud == '\(Self.all)' || inputs.cloud == '\(cloud.id)'", environment: "marketplace",
            work: .steps(
                runner: .text(Self.runner), minutes: 120,
                [
                    Self.checkout(), Self.installLandfall,
                    .run(
                        "Build the image on \(cloud.title)",
                        environment: [
                            ("CLOUD", .text(cloud.id)), ("TOKEN_NAME", .text(cloud.token)),
                            (cloud.token, .expression("secrets.\(cloud.token)")),
                        ], Script.buildMachineImage),
                    .use(
                        "Keep its manifest and log", .uploadArtifact, if: "always()",
                        [
                            ("name", .text("\(name)-\(cloud.id)")),
                            (
                                "path",
                                .value(
                                    .joined([
                                        .expression("runner.temp"), .text("/dist/\(name).images/\(cloud.id)"),
                                    ]))
                            ), ("overwrite", .flag(true)),
                        ]),
                ]))
    }

    var deployment: Workflow {
        Workflow(
            purpose: "deploy", title: "\(name): deploy",
            triggers: [
                (
                    "workflow_dispatch",
                    .map([
                        (
                            "inputs",
                            .map([
                                (
                                    "version",
                                    .map([
                                        ("description", .text("The published release, such as 1.4.0")),
                                        ("type", .text("string")), ("required", .flag(true)),
                                    ])
                                )
                            ])
                        )
                    ])
                )
            ],
            // Two at once would wait for each other's locks on the machines.
            concurrency: Concurrency(group: .text("\(name)-deploy"), cancels: .flag(false)),
            environment: environment,
            jobs: [
                (
                    "deploy",
                    Job(
                        permissions: [(.contents, .read)], environment: "production",
                        work: .steps(
                            runner: .text(Self.runner), minutes: 120,
                            [
                                Self.installLandfall,
                                .run(
                                    "Fetch the release",
                                    environment: [
                                        ("VERSION", .expression("inputs.version")),
                                        ("GH_TOKEN", .expression("github.token")),
                                    ], Script.fetchRelease),
                                .run(
                                    "Update the machines",
                                    environment: [
                                        ("DEPLOY_HOSTS", .expression("vars.DEPLOY_HOSTS")),
                                        ("DEPLOY_KNOWN_HOSTS", .expression("vars.DEPLOY_KNOWN_HOSTS")),
                                        ("DEPLOY_KEY", .expression("secrets.DEPLOY_KEY")),
                                    ], Script.deploy),
                            ]))
                )
            ])
    }
}
