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
        /// The comment on the line before it.
        var comment: String?
        /// All comments before it.
        var hint: String?
        /// Its text before other names of the file are filled in; nil where it has none of them.
        var parts: [Interpolation.Part]?
        /// Its line in the numbering of ``ComposeText``; nil where the report does not know the file.
        var place: Int?
    }

    /// The Compose file, and those that are laid over it.
    let files: [ComposeFile]
    /// Those that they include or extend.
    private(set) var others: [OtherCompose] = []
    /// Of all files together.
    let services: [ComposeService]
    let header: TemplateHeader
    var examples: [String: Example]
    var text: ComposeText
    var report: ImportReport

    /// Their keys in app.yaml.
    var secrets = Named<[(String, YAMLValue)]>()
    var parameters = Named<[(String, YAMLValue)]>()
    /// The templates of `.env`.
    var environment = Named<String>()
    var ready: [YAMLValue] = []
    /// app.yaml's `after_start`.
    var afterStart: [YAMLValue] = []
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
    /// The names of all variables of the files.
    var variables: Set<String> = []
    /// The values that the files had, and the secrets that machines have instead.
    private(set) var replaced: [String: String] = [:]
    /// The value that a secret is instead of, by its name.
    private var origins: [String: String] = [:]
    /// Secrets by names that are too long, or that another secret has.
    private var otherNames: [String: String] = [:]
    private var numbers: [String: Int] = [:]

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

    /// Whether Dokploy's template.toml is beside the file.
    var isOfDokploy = false

    /// Who has a proxy in front of the app, in words.
    var proxy: String {
        if isTemplate { return "where Coolify has a proxy" }
        return isOfDokploy ? "where Dokploy has a proxy" : "where the file expects a proxy"
    }

    /// What a section of any file declares.
    func declared(_ section: ComposeFile.Section) -> [Node.Entry] { files.flatMap { $0.declared(section) } }

    /// All values of all files.
    var scalars: [Node] { files.flatMap(\.root.scalars) }

    /// All values of the files that they include or extend too.
    var allScalars: [Node] { scalars + others.flatMap(\.file.root.scalars) }

    /// The services of the files that they include or extend too, each file's by themselves.
    var allServices: [ComposeService] { services + others.flatMap(\.file.services) }

    /// The services of other files that one extends.
    func extended(by service: ComposeService) -> [ComposeService] {
        var found: [ComposeService] = []
        var next = service["extends"]
        while let node = next, found.count < 16 {
            guard let name = (node["service"] ?? node).string,
                let file = node["file"]?.string.flatMap(Repairs.relative),
                let base = others.first(where: { $0.file.path == file })?.file.services.first(where: { $0.name == name }
                )
            else { break }
            found.append(base)
            next = base["extends"]
        }
        return found
    }

    /// Makes a file known that comes in by a line of another one, so that secrets in it are replaced as well.
    func add(_ other: OtherCompose) {
        others.append(other)
        text.add(other.file.bytes, asFile: other.number)
    }

    /// Lays the changed texts of the other files down in place of their own.
    func writeOthers() {
        for other in others where text.isEdited(file: other.number) {
            guard let index = written.firstIndex(where: { $0.path == other.file.path }) else { continue }
            written[index].bytes = Array(text.result(ofFile: other.number).utf8)
        }
    }

    /// Those that start; all where none does, so that the rest of the import has something to go by.
    var running: [ComposeService] { starting.isEmpty ? services : starting }

    /// Those with no profile, or with one that `COMPOSE_PROFILES` has.
    var starting: [ComposeService] {
        let chosen = (examples["COMPOSE_PROFILES"]?.value ?? "").split(separator: ",").map(String.init)
        return services.filter { service in
            service.profiles.isEmpty || chosen.contains("*") || service.profiles.contains(where: chosen.contains)
        }
    }

    /// What others wait for until it has ended.
    private lazy var awaited: Set<String> = Set(services.flatMap { $0.dependencies.filter(\.mustComplete).map(\.name) })

    /// Whether a service ends by itself.
    func runsOnce(_ service: ComposeService) -> Bool {
        service["restart"]?.string == "no" || awaited.contains(service.name)
    }

    /// What the services answer to in their networks.
    var hosts: Set<String> {
        allServices.reduce(into: []) { hosts, service in
            hosts.insert(service.name)
            for key in ["container_name", "hostname"] { hosts.formUnion([service[key]?.string].compactMap { $0 }) }
            for network in service["networks"]?.entries ?? [] {
                hosts.formUnion((network.value["aliases"]?.sequence ?? []).compactMap(\.string))
            }
        }
    }

    /// The service that people open.
    var mainService: String? { mainPublication?.service ?? (running.first ?? services.first)?.name }

    /// Where it answers.
    var mainPublication: Publication? {
        publications.first { $0.isHTTP && !$0.isLoopback } ?? publications.first(where: \.isHTTP)
    }

    /// A variable's value as far as it is known before the first boot.
    func value(_ name: String) -> Interpolation.Value {
        guard let template = environment[name] else { return .absent }
        return template.utf8.contains(UInt8(ascii: "{")) && template.range(ofText: "{{") != nil
            ? .later : .known(template)
    }

    func image(of service: ComposeService) -> String? {
        service.image?.string.flatMap { name in
            Interpolation(name).resolved { value($0) == .later ? .known("unknown") : value($0) }
        }
    }

    /// Adds a secret once; its name with `{{ }}`.
    ///
    /// - Parameter value: What the file has. With another value under the same name it is another secret, but for values
    ///   that only say that there should be one.
    func secret(_ name: String, _ keys: [(String, YAMLValue)], insteadOf value: String = "") -> String {
        let value = SecretName.isPlaceholder(value) ? "" : value
        var own = name
        let isTaken = !value.isEmpty && origins[own].map { $0 != value } == true
        if own.utf8.count > Self.longestName || isTaken {
            let key = isTaken ? "\(name)=\(value)" : name
            own = otherNames[key] ?? free(String(name.prefix(Self.longestName - 6)))
            otherNames[key] = own
        }
        secrets.add(own, keys)
        let template = "{{ secrets.\(own) }}"
        if !value.isEmpty {
            origins[own] = value
            replaced[value] = template
            // As a Compose file writes it.
            if value.utf8.contains(UInt8(ascii: "$")) { replaced[Interpolation.escaped(value)] = template }
        }
        return template
    }
    private static let longestName = 63

    /// The variable that holds the secret instead of a value, which it may not have had a need of until now.
    func variable(insteadOf value: String) -> String {
        let template = replaced[value] ?? ""
        let secret = Self.secretName(template) ?? ""
        if let name = shared.name(of: value), environment[name] == template { return name }
        if environment[secret] == nil, !variables.contains(secret) {
            environment.add(secret, template)
            return secret
        }
        if environment[secret] == template { return secret }
        if let known = environment.first(where: { $0.value == template })?.name { return known }
        let name = free(secret)
        environment.add(name, template)
        return name
    }

    /// A name for a secret or a variable that none has yet.
    func free(_ name: String) -> String {
        func isTaken(_ name: String) -> Bool { secrets[name] != nil || environment[name] != nil }
        guard isTaken(name) else { return name }
        var number = numbers[name] ?? 2
        while isTaken("\(name)_\(number)") || variables.contains("\(name)_\(number)") { number += 1 }
        numbers[name] = number
        return "\(name)_\(number)"
    }

    /// A secret within a URL: base64 has characters that end a password there.
    func inURL(_ template: String) -> String {
        let kind = Self.secretName(template).flatMap { secrets[$0]?.first?.1 }
        guard kind == .string("base64") else { return template }
        return template.dropLast(" }}".count) + " | urlencode }}"
    }

    /// Tells of a secret that stays in a file as it is.
    func pointOut(_ name: String, in path: String, line: Int) {
        report.add(.review, "`\(name)` in `\(path)` has a value that every machine then has", line: line)
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
    /// Whether a platform's proxy leads there.
    var isWanted = false
    /// Whether the machine's edge leads there, by HTTPS under the machine's name: then the machine publishes nothing.
    var isExposed = false
    /// What the requests' paths begin with that the edge passes on.
    var path = "/"

    /// A database's usual port, which nobody reaches from elsewhere.
    var isDatabase: Bool { Self.databases.contains(container) }

    /// SQL Server, MySQL, PostgreSQL, Redis, Cassandra, memcached, MongoDB.
    static let databases: Set<Int> = [1433, 3306, 5432, 6379, 9042, 11211, 27017]

    /// Those on which servers speak TLS themselves.
    static let securePorts: Set<Int> = [443, 8443, 9443]

    /// Whether an address of this computer with that port means it.
    func answers(on other: Int) -> Bool {
        port == other || container == other || isExposed && (other == 80 || other == 443)
    }

    /// The address that people type, without a path.
    var url: String {
        if isExposed { return "https://{{ address }}" }
        let scheme = Self.securePorts.contains(container) ? "https" : "http"
        return "\(scheme)://{{ address }}" + (port == (scheme == "http" ? 80 : 443) ? "" : ":\(port)")
    }
}
