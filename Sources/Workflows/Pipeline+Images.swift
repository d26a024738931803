import Plan

/// The workflow that builds, scans and tags the app's images.
extension Pipeline {
    var images: Workflow {
        Workflow(
            purpose: "images", title: "\(name): images",
            triggers: [
                ("workflow_call", .map(callerSecrets)), ("push", .map(pushes)),
                // Fresh bases for what is out, once a week.
                ("schedule", .list([.map([("cron", .text("23 4 * * 1"))])])),
            ],
            concurrency: concurrency("images"), environment: environment,
            jobs: [("plan", planning), ("build", building), ("merge", merging)])
    }

    /// The secrets of all registries but GitHub's own.
    var registrySecrets: [String] {
        publish.hosts.filter { !$0.isGitHubs }.flatMap { [$0.secrets.user, $0.secrets.password] }
    }

    private var callerSecrets: [(String, Setting)] {
        let secrets = registrySecrets.map { ($0, Setting.map([("required", .flag(true))])) }
        return secrets.isEmpty ? [] : [("secrets", .map(secrets))]
    }

    private var pushes: [(String, Setting)] {
        let branches = ("branches", Setting.list([.text(publish.branch)]))
        // Else the workflow of releases begins with the images.
        return signsReleases ? [branches] : [branches, ("tags", .list([.text(Self.tagPattern)]))]
    }

    static let tagPattern = "v*"

    /// The matrix's image, without a tag.
    private var matrixImage: Value { .joined([.text("\(publish.registry)/"), .expression("matrix.image")]) }

    private var planning: Job {
        Job(
            permissions: [(.contents, .read)],
            outputs: ["commit", "tags", "fresh"].map { ($0, Value.expression("steps.choose.outputs.\($0)")) },
            work: .steps(
                runner: .text(Self.runner), minutes: 5,
                [Self.checkout(), .run("Choose the commit and its tags", id: "choose", Script.chooseTags)]))
    }

    private var building: Job {
        var rows: [[(String, String)]] = []
        for image in publish.images {
            for architecture in image.architectures {
                rows.append([
                    ("image", image.name), ("architecture", architecture.imageName),
                    ("platform", architecture.platform), ("runner", Self.runner(architecture)),
                    ("context", path(image.context)), ("dockerfile", path(image.context, image.dockerfile)),
                ])
            }
        }
        var steps = [Self.checkout(.expression("needs.plan.outputs.commit")), Self.setupBuildx]
        steps += publish.hosts.prefix(1).map(Self.login)
        // The scan comes before anything has a tag.
        steps += [build, scan, keepDigest, handDigestOn]
        return Job(
            permissions: [(.contents, .read), (.packages, .write)], needs: ["plan"],
            condition: "needs.plan.outputs.tags != ''", matrix: rows,
            work: .steps(runner: .expression("matrix.runner"), minutes: 60, steps))
    }

    private var build: Step {
        let labels = Value.joined([
            .text("org.opencontainers.image.source="), .expression("github.server_url"), .text("/"),
            .expression("github.repository"), .text("\norg.opencontainers.image.revision="),
            .expression("needs.plan.outputs.commit"), .text("\n"),
        ])
        let output = Value.joined([
            .text("type=image,name="), matrixImage, .text(",push-by-digest=true,name-canonical=true,push=true"),
        ])
        return .use(
            "Build and push without a tag", .buildAndPush, id: "build",
            [
                ("context", .value(.expression("matrix.context"))),
                ("file", .value(.expression("matrix.dockerfile"))),
                ("platforms", .value(.expression("matrix.platform"))), ("pull", .flag(true)),
                ("no-cache", .value(.expression("needs.plan.outputs.fresh == 'true'"))), ("sbom", .flag(true)),
                ("provenance", .text("mode=max")), ("labels", .value(labels)), ("outputs", .value(output)),
            ])
    }

    private var pushedDigest: Value { .expression("steps.build.outputs.digest") }

    private var scan: Step {
        .use(
            "Scan for critical vulnerabilities", .scan,
            [
                ("image", .value(.joined([matrixImage, .text("@"), pushedDigest]))), ("fail-build", .flag(true)),
                ("severity-cutoff", .text("critical")), ("output-format", .text("table")),
            ])
    }

    private var keepDigest: Step {
        .run("Keep the digest", environment: [("DIGEST", pushedDigest)], Script.keepDigest)
    }

    /// With a character between the parts that no image's name has: else `web` would get the digests of `web-admin`.
    private var handDigestOn: Step {
        let name = Value.joined([
            .text("digest="), .expression("matrix.image"), .text("="), .expression("matrix.architecture"),
        ])
        return .use(
            "Hand the digest on", .uploadArtifact,
            [
                ("name", .value(name)), ("path", .value(.joined([.expression("runner.temp"), .text("/digests/*")]))),
                ("if-no-files-found", .text("error")), ("retention-days", .number(1)), ("overwrite", .flag(true)),
            ])
    }

    private var merging: Job {
        let rows = publish.images.map { image in
            [("image", image.name), ("platforms", image.architectures.map(\.platform).joined(separator: " "))]
        }
        let fetch = Step.use(
            "Fetch the digests", .downloadArtifact,
            [
                ("pattern", .value(.joined([.text("digest="), .expression("matrix.image"), .text("=*")]))),
                ("path", .value(.joined([.expression("runner.temp"), .text("/digests")]))),
                ("merge-multiple", .flag(true)),
            ])
        let merge = Step.run(
            "Set the tags", id: "merge",
            environment: [
                ("REGISTRY", .text(publish.registry)), ("IMAGE", .expression("matrix.image")),
                ("PLATFORMS", .expression("matrix.platforms")), ("TAGS", .expression("needs.plan.outputs.tags")),
                ("MIRRORS", .text(publish.mirrors.joined(separator: " "))),
            ], Script.mergeImages)
        let attest = Step.use(
            "Attest where it comes from", .attest,
            [
                ("subject-name", .value(matrixImage)),
                ("subject-digest", .value(.expression("steps.merge.outputs.digest"))),
                ("push-to-registry", .flag(true)),
            ])
        var steps = [fetch, Self.setupBuildx]
        steps += publish.hosts.map(Self.login)
        steps += [merge, attest]
        return Job(
            permissions: [(.contents, .read), (.packages, .write), (.idToken, .write), (.attestations, .write)],
            needs: ["plan", "build"], matrix: rows,
            work: .steps(runner: .text(Self.runner), minutes: 20, steps))
    }
}
