import Plan

/// The workflow for each change: the checks, and the app's first boot with the images of that change.
extension Pipeline {
    var checks: Workflow {
        Workflow(
            purpose: "ci", title: "\(name): ci",
            triggers: [
                ("pull_request", .map([])), ("push", .map([("branches", .list([.text(publish.branch)]))])),
            ],
            concurrency: concurrency(
                "ci", cancels: .value(.expression("github.event_name == 'pull_request'"))),
            environment: environment, jobs: [("check", checking)])
    }

    private var checking: Job {
        let builds = publish.images.map { image in
            [publish.reference(of: image), path(image.context), path(image.context, image.dockerfile)]
                .joined(separator: " ")
        }
        let examples = parameters.map { "\($0.name)=\($0.value)\n" }.joined()
        var steps: [Step] = [
            Self.checkout(), Self.installLandfall, .run("Check app.yaml", Script.checkApp),
            .run("Generate", Script.checkGenerated),
        ]
        if !builds.isEmpty {
            let lines = builds.map { $0 + "\n" }.joined()
            steps.append(.run("Build the images", environment: [("BUILDS", .text(lines))], Script.buildImages))
        }
        steps.append(
            .run(
                "Simulate the first boot",
                environment: [
                    ("PROVIDER", .text(provider)),
                    // What the publisher sets in the repository comes last, and wins.
                    ("PARAMETERS", .joined([.text(examples), .expression("vars.SIMULATE_PARAMETERS")])),
                ], Script.simulate))
        return Job(
            permissions: [(.contents, .read)], work: .steps(runner: .text(Self.runner), minutes: 60, steps))
    }
}
