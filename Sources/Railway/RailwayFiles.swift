import Host
import JSON
import Manuals
import Plan
import Text

/// railway.json for each of the services, and a page that says what is to be set there. The same input always gives the
/// same bytes.
public struct RailwayFiles: Sendable {
    /// A file within the app's output.
    public struct File: Equatable, Sendable {
        public var path: String
        public var text: String
    }

    private let project: RailwayProject
    private let app: App
    private let parameters: [Parameter]

    public init(_ project: RailwayProject, of app: App, parameters: [Parameter]) {
        self.project = project
        self.app = app
        self.parameters = parameters
    }

    public var files: [File] {
        project.services.map { File(path: "railway/\($0.name)/railway.json", text: Self.configuration(of: $0)) }
            + [File(path: "railway/RAILWAY.md", text: page)]
    }

    /// Source of the keys: https://railway.com/railway.schema.json.
    private static func configuration(of service: RailwayService) -> String {
        let build = JSONValue.object([
            .init("builder", .string("DOCKERFILE")), .init("dockerfilePath", .string(service.dockerfile)),
        ])
        var deploy: [JSONValue.Member] = []
        if let command = service.command {
            deploy.append(.init("startCommand", .string(ShellWord.joined(command))))
        }
        if let path = service.healthPath { deploy.append(.init("healthcheckPath", .string(path))) }
        if let seconds = service.healthTimeout {
            deploy.append(.init("healthcheckTimeout", .number(String(seconds))))
        }
        deploy.append(.init("restartPolicyType", .string(service.restartPolicy.rawValue)))
        let whole = JSONValue.object([
            .init("$schema", .string("https://railway.com/railway.schema.json")), .init("build", build),
            .init("deploy", .object(deploy)),
        ])
        return String(decoding: whole.text(pretty: true), as: UTF8.self) + "\n"
    }

    // MARK: The page

    private var page: String {
        let databases = project.neighbours.compactMap(\.managed?.title)
        let others = project.neighbours.filter { $0.managed == nil }.map { Markdown.code($0.name) }
        return Markdown.page(
            [
                "# \(Markdown.text(app.title)) on Railway",
                """
                Made by `landfall generate` from the Compose file. For each service here, make one in a project of Railway's from
                the repository, set its root directory, and name its railway.json as the config file.
                """,
                databases.isEmpty
                    ? nil : "Add these databases of Railway's to the project: \(databases.joined(separator: ", ")).",
                others.isEmpty
                    ? nil
                    : "Railway has nothing in place of \(others.joined(separator: ", ")): rent or run that elsewhere.",
            ] + project.services.map(section))
    }

    private func section(_ service: RailwayService) -> String {
        let root = service.context == "." ? "the Compose file's folder" : Markdown.code(service.context) + " from there"
        var lines = ["- Root directory: \(root)."]
        lines += service.dataFolders.map { "- A volume, mounted at \(Markdown.code($0))." }
        lines += service.variables.map { "- \(Markdown.code($0.name)): \(meaning($0.value))." }
        lines.append("- `PORT` is set by Railway, and the service has to listen there.")
        return "## \(service.name)\n\n" + lines.joined(separator: "\n")
    }

    /// What somebody sets a variable to.
    private func meaning(_ value: Template) -> String {
        let text = value.parts.map(shown).joined()
        for neighbour in project.neighbours where Self.leads(text, to: neighbour.name) {
            return neighbour.managed.map { Markdown.code($0.reference) }
                ?? "the address of what you have in place of \(Markdown.code(neighbour.name))"
        }
        let shared = project.neighbours.first { $0.managed == nil && !$0.secrets.isDisjoint(with: value.secretNames) }
        if let shared { return "the key of what you have in place of \(Markdown.code(shared.name))" }
        if value.parts.count == 1 {
            switch value.parts[0] {
            case .secret: return "a secret that you make, such as by `openssl rand -hex 32`"
            case .parameter(let name): return meaning(ofParameter: name)
            default: break
            }
        }
        return text.isEmpty ? "empty" : Markdown.code(text)
    }

    private func meaning(ofParameter name: String) -> String {
        guard let parameter = parameters.first(where: { $0.name == name }) else { return Markdown.code(name) }
        guard case .value(let usual)? = parameter.defaultValue else { return Markdown.text(parameter.label) }
        return "\(Markdown.text(parameter.label)) (\(Markdown.code(usual)) elsewhere)"
    }

    private func shown(_ part: Template.Part) -> String {
        switch part {
        case .text(let text): text
        case .secret(let name): "<\(name)>"
        case .publicHalf(let name): "<\(name).public>"
        case .parameter(let name): "<\(name)>"
        case .machine(.address), .machine(.bareAddress): "${{RAILWAY_PUBLIC_DOMAIN}}"
        case .machine(let value): "<\(value.rawValue)>"
        case .encoded(let part, _): shown(part)
        }
    }

    /// Whether the text is an address at the service, such as `postgres://user@SERVICE:5432/name`.
    private static func leads(_ text: String, to service: String) -> Bool {
        var rest = text[...]
        if let scheme = rest.firstRange(of: "://") { rest = rest[scheme.upperBound...] }
        rest = rest.prefix { $0 != "/" && $0 != "?" }
        if let at = rest.lastIndex(of: "@") { rest = rest[rest.index(after: at)...] }
        return rest.prefix { $0 != ":" } == service
    }
}
