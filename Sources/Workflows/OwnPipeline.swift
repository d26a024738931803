import Plan

/// Landfall's own workflows, made of the same pieces as those of an app. A test compares them with `.github/workflows`.
public enum OwnPipeline {
    /// Sorted by name.
    public static var files: [WorkflowFile] {
        [checks, release].map {
            WorkflowFile(
                name: "\($0.purpose).yml",
                text: heading + $0.text)
        }
    }

    private static let heading =
        "# Made of Sources/Workflows: LANDFALL_RECORD=1 Scripts/test --filter OwnPipeline writes it again.\n"
    static let branch = "main"
    static let swiftVersion = "6.3.1"

    private static func concurrency(_ purpose: String, cancels: Setting = .flag(false)) -> Concurrency {
        Concurrency(group: .joined([.text("\(purpose)-"), .expression("github.ref")]), cancels: cancels)
    }

    private static let installSwift = Step.run(
        "Install Swift", environment: [("SWIFT_VERSION", .text(swiftVersion))], Script.installSwift)

    /// What a contributor's change has to pass.
    static var checks: Workflow {
        Workflow(
            purpose: "ci", title: "ci",
            triggers: [
                ("pull_request", .map([])), ("push", .map([("branches", .list([.text(branch)]))])),
            ],
            concurrency: concurrency(
                "ci", cancels: .value(.expression("github.event_name == 'pull_request'"))),
            jobs: [
                (
                    "all",
                    Job(
                        permissions: [(.contents, .read)],
                        work: .steps(
                            runner: .text(Pipeline.runner), minutes: 120,
                            [
                                Pipeline.checkout(), installSwift, .run("Run everything", Script.runEverything),
                            ]))
                )
            ])
    }

    /// A tag's: each processor's programs on a machine of its own, then one job that signs, then a draft that becomes
    /// public when all files are there.
    static var release: Workflow {
        Workflow(
            purpose: "release", title: "release",
            triggers: [("push", .map([("tags", .list([.text(Pipeline.tagPattern)]))]))],
            concurrency: concurrency("release"), environment: [("NAME", .text("landfall"))],
            jobs: [("build", building), ("sign", signing), ("publish", publishing)])
    }

    private static var programs: Value { .joined([.expression("runner.temp"), .text("/programs")]) }
    private static var releaseFolder: Value {
        .joined([.expression("runner.temp"), .text("/dist/landfall/release")])
    }

    private static var building: Job {
        Job(
            permissions: [(.contents, .read)],
            matrix: Architecture.allCases.map {
                [("processor", $0.rawValue), ("runner", Pipeline.runner($0))]
            },
            work: .steps(
                runner: .expression("matrix.runner"), minutes: 60,
                [
                    Pipeline.checkout(),
                    .run(
                        "Is the tag's commit merged?", environment: [("BRANCH", .text(branch))], Script.requireMerged),
                    installSwift, .run("Build", Script.buildPrograms),
                    .use(
                        "Hand the programs on", .uploadArtifact,
                        [
                            ("name", .value(.joined([.text("programs-"), .expression("matrix.processor")]))),
                            ("path", .value(programs)), ("if-no-files-found", .text("error")),
                            ("retention-days", .number(1)), ("overwrite", .flag(true)),
                        ]),
                ]))
    }

    /// The only job that sees the key, and it can write nothing.
    private static var signing: Job {
        Job(
            permissions: [(.contents, .read)], needs: ["build"], environment: "release",
            work: .steps(
                runner: .text(Pipeline.runner), minutes: 20,
                [
                    Pipeline.checkout(),
                    .use(
                        "Fetch the programs", .downloadArtifact,
                        [
                            ("pattern", .text("programs-*")), ("path", .value(programs)),
                            ("merge-multiple", .flag(true)),
                        ]),
                    .run(
                        "Pack and sign",
                        environment: [("RELEASE_KEY", .expression("secrets.RELEASE_KEY"))], Script.packOwnRelease),
                    .use(
                        "Hand the release on", .uploadArtifact,
                        [
                            ("name", .text("landfall-release")), ("path", .value(releaseFolder)),
                            ("if-no-files-found", .text("error")), ("overwrite", .flag(true)),
                        ]),
                ]))
    }

    private static var publishing: Job {
        Job(
            permissions: [(.contents, .write)], needs: ["sign"],
            work: .steps(
                runner: .text(Pipeline.runner), minutes: 30,
                [
                    .use(
                        "Fetch the release", .downloadArtifact,
                        [("name", .text("landfall-release")), ("path", .value(releaseFolder))]),
                    .run(
                        "Publish it when all files are there",
                        environment: [("GH_TOKEN", .expression("github.token"))], Script.publishRelease),
                ]))
    }
}
