import ComposeFile
import Plan
import Text
import YAML

/// An app on its way from a Compose file to app.yaml.
final class Draft {
    /// A value for `.env`, from .env.example.
    struct Example {
        var value: String
        var line: Int
        var comment: String?
    }

    /// The Compose file, and those that are laid over it.
    let files: [ComposeFile]
    /// Of all files together.
    let services: [ComposeService]
    let header: TemplateHeader
    var examples: [String: Example]
    var text: ComposeText
    var report: ImportReport

    var secrets: [(name: String, keys: [(String, YAMLValue)])] = []
    var parameters: [(name: String, keys: [(String, YAMLValue)])] = []
    var environment: [(name: String, template: String)] = []
    var ready: [YAMLValue] = []
    var credentials: [(label: String, value: String)] = []
    var backup: [YAMLValue] = []
    var stackFiles: [YAMLValue] = []
    /// app.yaml's `requires`.
    var needs: [(String, YAMLValue)] = []
    /// Beside the Compose file, by path.
    var written: [ImportedFile] = []
    /// Volumes whose names Docker Compose refuses, and what they are called instead.
    var renamedVolumes: [String: String] = [:]
    /// Mounted files and folders that ``stackFiles`` lists as they are.
    var takenAlong: [String] = []
    /// What the machine publishes.
    var publications: [Publication] = []
    /// Ports to add, by service, in the order of their finding.
    var addedPorts: [(service: String, text: String)] = []
    var shared = SharedSecrets()
    /// The template that a variable was decided to be; nil for none.
    var decisions: [String: String?] = [:]

    init(files: [ComposeFile], report: ImportReport, examples: [String: Example]) {
        self.files = files
        self.examples = examples
        services = files.dropFirst().flatMap(\.services).reduce(into: files[0].services) { $1.lay(over: &$0) }
        text = ComposeText(files.map(\.bytes))
        header = TemplateHeader(text)
        self.report = report
    }

    /// Coolify's templates have their own variables and keys.
    var isTemplate: Bool { header.isTemplate }

    /// Whose proxy stands in front of a template.
    var platform: String { isTemplate ? "Coolify" : "Dokploy" }

    /// What a section of any file declares.
    func declared(_ section: ComposeFile.Section) -> [Node.Entry] { files.flatMap { $0.declared(section) } }

    /// All values of all files.
    var scalars: [Node] { files.flatMap(\.root.scalars) }

    /// The service that people open.
    var mainService: String? { mainPublication?.service ?? services.first?.name }

    /// Where it answers.
    var mainPublication: Publication? {
        publications.first { $0.isHTTP && !$0.isLoopback } ?? publications.first(where: \.isHTTP)
    }

    /// A variable's value as far as it is known before the first boot.
    func value(_ name: String) -> Interpolation.Value {
        guard let template = environment.first(where: { $0.name == name })?.template else { return .absent }
        return template.utf8.contains(UInt8(ascii: "{")) && template.range(ofText: "{{") != nil
            ? .later : .known(template)
    }

    func image(of service: ComposeService) -> String? {
        service.image?.string.flatMap { name in
            Interpolation(name).resolved { value($0) == .later ? .known("unknown") : value($0) }
        }
    }

    /// Adds a secret once; its name with `{{ }}`.
    func secret(_ name: String, _ keys: [(String, YAMLValue)]) -> String {
        if !secrets.contains(where: { $0.name == name }) { secrets.append((name, keys)) }
        return "{{ secrets.\(name) }}"
    }

    /// The name in `{{ secrets.NAME }}`; nil for other text.
    static func secretName(_ template: String) -> String? {
        guard template.hasPrefix("{{ secrets."), template.hasSuffix(" }}") else { return nil }
        return String(template.dropFirst("{{ secrets.".count).dropLast(" }}".count))
    }

    /// The service that a `…_HOST` means whose value is this computer or a socket on it: `DB_HOST` is `db`.
    func service(behind name: String, _ value: String) -> String? {
        guard name.hasSuffix("_HOST"), ["localhost", "127.0.0.1"].contains(value) || value.hasPrefix("/var/run/") else {
            return nil
        }
        let words = name.dropLast("_HOST".count).split(separator: "_")
        return words.indices.lazy.compactMap { self.service(named: words[$0...].joined()) }.first
    }

    /// Text in which `{{` stands for itself.
    static func literal(_ text: String) -> String {
        text.split(separator: "{{", omittingEmptySubsequences: false).joined(separator: "{{ \"{{\" }}")
    }
}

/// A port of a container that people reach.
struct Publication {
    var service: String
    /// Of the machine.
    var port: Int
    var container: Int
    var isHTTP: Bool
    var transport = PortRule.Transport.tcp
    /// The name in Coolify's `SERVICE_URL_NAME`.
    var host: String?
    /// Whether only the machine itself reaches it.
    var isLoopback = false

    /// The address that people type, without a path.
    var url: String {
        let scheme = [443, 8443, 9443].contains(container) ? "https" : "http"
        return "\(scheme)://{{ address }}" + (port == (scheme == "http" ? 80 : 443) ? "" : ":\(port)")
    }
}
