import Plan

/// The workflow that a tag starts: images, the signed list, and a release of GitHub's that is a draft until all is there.
extension Pipeline {
    var release: Workflow {
        var jobs: [(name: String, job: Job)] = [("check", checkingTag)]
        if !publish.images.isEmpty { jobs.append(("images", callingImages)) }
        jobs.append(("sign", signing))
        jobs.append(("publish", publishing))
        return Workflow(
            purpose: "release", title: "\(name): release",
            triggers: [("push", .map([("tags", .list([.text(Self.tagPattern)]))]))],
            concurrency: concurrency("release"), environment: environment, jobs: jobs)
    }

    private var checkingTag: Job {
        Job(
            permissions: [(.contents, .read)],
            work: .steps(
                runner: .text(Self.runner), minutes: 10,
                [
                    Self.checkout(),
                    .run(
                        "Is the tag's commit merged?", environment: [("BRANCH", .text(publish.branch))],
                        Script.requireMerged),
                    Self.installLandfall, .run("Check app.yaml", Script.checkApp),
                ]))
    }

    private var callingImages: Job {
        Job(
            permissions: [(.contents, .read), (.packages, .write), (.idToken, .write), (.attestations, .write)],
            needs: ["check"],
            work: .workflow(path: "./.github/workflows/\(fileName("images"))", secrets: registrySecrets))
    }

    /// The only job that sees the key, and it can write nothing.
    private var signing: Job {
        var permissions: [(Permission, Access)] = [(.contents, .read)]
        var needs = ["check"]
        var steps = [Self.checkout(), Self.installLandfall]
        if !publish.images.isEmpty {
            permissions.append((.packages, .read))
            needs.append("images")
            steps += publish.hosts.prefix(1).map(Self.login)
        }
        let processors = publish.architectures.map(\.rawValue).joined(separator: " ")
        let own: [Step] = [
            .run(
                "Sign the release",
                environment: [
                    ("PROCESSORS", .text(processors)), ("RELEASE_KEY", .expression("secrets.RELEASE_KEY")),
                ], Script.signRelease),
            .use(
                "Hand the release on", .uploadArtifact,
                [
                    ("name", .text("\(name)-release")), ("path", .value(releaseFolder)),
                    ("if-no-files-found", .text("error")), ("overwrite", .flag(true)),
                ]),
        ]
        steps += own
        return Job(
            permissions: permissions, needs: needs, environment: "release",
            work: .steps(runner: .text(Self.runner), minutes: 60, steps))
    }

    private var publishing: Job {
        Job(
            permissions: [(.contents, .write)], needs: ["sign"],
            work: .steps(
                runner: .text(Self.runner), minutes: 30,
                [
                    .use(
                        "Fetch the release", .downloadArtifact,
                        [("name", .text("\(name)-release")), ("path", .value(releaseFolder))]),
                    .run(
                        "Publish it when all files are there",
                        environment: [("GH_TOKEN", .expression("github.token"))], Script.publishRelease),
                ]))
    }

    private var releaseFolder: Value { .joined([.expression("runner.temp"), .text("/dist/\(name)/release")]) }
}
