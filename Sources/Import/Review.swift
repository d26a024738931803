import ComposeFile
import Plan
import YAML

/// What a reviewer would ask about before an app is offered to others.
struct Review {
    let draft: Draft

    func run() {
        var seen: Set<String> = []
        for service in draft.services { review(service, &seen) }
        for entry in draft.header.entries where entry.key == "ignore" {
            draft.report.add(.review, "Coolify does not offer this template (`ignore`)", line: entry.line)
        }
    }

    private static let moving: Set<String> = [
        "latest", "nightly", "stable", "release", "main", "master", "edge", "dev", "develop", "beta", "next", "lts",
        "canary", "rc", "alpine", "preview", "production", "testing", "unstable",
    ]

    /// - Parameter seen: The keys with their lines that were spoken of: what an anchor repeats is said once.
    private func review(_ service: ComposeService, _ seen: inout Set<String>) {
        let name = service.name
        func add(_ key: String, _ text: String) {
            let line = (service[key] ?? service.key).start.line
            if seen.insert("\(key):\(line)").inserted { draft.report.add(.review, text, line: line) }
        }
        if let image = draft.image(of: service) {
            let reference = ImageReference(image)
            if reference.digest == nil, reference.tag == nil || Self.moving.contains(reference.tag ?? "") {
                add("image", "`\(name)`: the image `\(image)` is another one next month: give it a version's tag")
            }
        }
        if service["privileged"]?.bool == true { add("privileged", "`\(name)` is root on the machine (`privileged`)") }
        if service.usesHostNetwork { add("network_mode", "`\(name)` is on the machine's own network") }
        if service["container_name"] != nil {
            add("container_name", "`\(name)` has a fixed `container_name`, so nothing else may have that name")
        }
        for item in service.items("volumes") {
            guard let mount = Mount(item, value: draft.value) else { continue }
            let line = item.node.start.line
            if mount.source?.hasSuffix("docker.sock") == true {
                draft.report.add(
                    .review, "`\(name)` controls Docker, and with it the machine (`docker.sock`)", line: line)
            }
        }
        if !service.hasHealthcheck, service["healthcheck"] == nil, !draft.runsOnce(service) {
            draft.report.add(
                .review, "`\(name)` has no healthcheck, so it counts as ready when it runs",
                line: service.key.start.line)
        }
        if service["build"] != nil {
            add("build", "`\(name)` is built from source: machines only pull images, so push it to a registry")
        }
    }
}
