import Findings
import Plan
import Shapes
import YAML

/// The section `registries`.
extension SpecReader {
    /// - Parameter spec: With its stack and its parameters.
    func readRegistries(_ spec: AppSpec) -> [RegistryAccess] {
        var found: [RegistryAccess] = []
        for node in root["registries"]?.sequence ?? [] {
            guard let access = readRegistry(node, spec), let place = node["host"] else { continue }
            if found.contains(where: { $0.host == access.host }) {
                report.error(
                    "the registry `\(access.host)` is listed twice", at: place, help: "remove one of the two")
                continue
            }
            let images = spec.stack.images
            let hosts = Set(images.filter { !$0.contains("$") }.map { ImageReference($0).registry })
            if !images.isEmpty, !hosts.contains(access.host), !images.contains(where: { $0.contains("$") }) {
                report.error(
                    "no image of the app is from `\(access.host)`, so nothing can prove the login", at: place,
                    help: "its images are from \(hosts.sorted().joined(separator: ", "))")
            }
            found.append(access)
        }
        return found
    }

    private func readRegistry(_ node: Node, _ spec: AppSpec) -> RegistryAccess? {
        let username = node["username"].map { readLogin($0, "user name", spec) }
        let password = node["password"].map { readLogin($0, "password", spec) }
        if let password, let place = node["password"], place.string != nil { requireParameter(password, place, spec) }
        guard let text = node["host"]?.string, let place = node["host"], let username, let password else { return nil }
        guard let host = RegistryAccess.host(text) else {
            report.error("`\(text)` is no registry's host", at: place, help: RegistryAccess.hostHelp)
            return nil
        }
        return RegistryAccess(host: host, username: username, password: password)
    }

    private func readLogin(_ node: Node, _ what: String, _ spec: AppSpec) -> Template {
        var scope = scope("a registry's \(what)")
        // The machine makes secrets for itself: no registry knows them.
        scope.secrets = nil
        scope.publicHalves = []
        scope.allowsMachineValues = false
        return template(node, scope)
    }

    /// What is in app.yaml is on every machine, where every owner can read it.
    private func requireParameter(_ password: Template, _ node: Node, _ spec: AppSpec) {
        let sensitive = Set(spec.parameters.filter(\.isSensitive).map(\.name))
        guard let name = password.parameterNames.first else {
            report.error(
                "a registry's password is no part of app.yaml, which is on every machine", at: node,
                help: "let the owner give it: a parameter of type password, named here as {{ parameters.NAME }}")
            return
        }
        guard !sensitive.contains(name), spec.parameters.contains(where: { $0.name == name }) else { return }
        report.error(
            "the parameter `\(name)` is a registry's password, and is not kept secret", at: node,
            help: "give it `type: password`, or `sensitive: true`")
    }
}
