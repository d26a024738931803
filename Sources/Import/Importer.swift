import ComposeFile
import FileFormats
import Findings
import Plan
import YAML

/// Makes apps of Compose files and of Coolify's templates.
public struct Importer {
    /// The file's name as the user gave it, for the report.
    public var file: String
    /// What the app is called after: the file's name without its ending, or the folder's.
    public var base: String
    /// See ``MountedFiles``.
    public var read: (String) -> FoundFiles?
    /// The text of .env.example; nil for none.
    public var examples: [UInt8]?
    /// Its name as the user gave it, for the report.
    public var examplesFile = "the env file"
    /// What Compose merges over the file, in this order.
    public var overlays: [Overlay] = []
    /// The app's name as people read it; nil for one made of ``base``.
    public var title: String?
    /// The service that people open first, one of ``ImportedApp/frontDoors``; nil for the first that is found.
    public var frontDoor: String?

    /// The text of Dokploy's template.toml; nil for none.
    public var dokploy: [UInt8]?
    /// What Dokploy calls it.
    public static let dokployFile = "template.toml"

    /// A Compose file that is laid over another.
    public struct Overlay {
        /// As the user gave it, for the report.
        public var file: String
        public var bytes: [UInt8]
        public init(file: String, bytes: [UInt8]) {
            self.file = file
            self.bytes = bytes
        }
    }

    public init(file: String, base: String, examples: [UInt8]?, read: @escaping (String) -> FoundFiles?) {
        self.file = file
        self.base = base
        self.examples = examples
        self.read = read
    }

    /// The app's name for a base.
    public static func appName(_ base: String) -> String { AppDocument.appName(base) }

    /// The app's title for a base.
    public static func title(_ base: String) -> String { AppDocument.title(base) }

    /// The Compose file's name in the result.
    public static let composeFile = "compose.yaml"

    public func run(_ bytes: [UInt8]) -> ImportedApp {
        let name = AppDocument.appName(base)
        var report = ImportReport(
            files: [file] + overlays.map(\.file) + (dokploy == nil ? [] : [Self.dokployFile])
                + (self.examples == nil ? [] : [examplesFile]))
        func refused(_ text: String, line: Int) -> ImportedApp {
            report.add(.refused, text, line: line)
            return ImportedApp(name: name, files: [], report: report)
        }
        let examples: [String: Draft.Example]
        do throws(DotEnvReader.Problem) {
            examples = ExampleFile.placed(try ExampleFile.read(self.examples), inFile: report.files.count - 1)
        } catch {
            let first = ComposeText.firstLine(ofFile: report.files.count - 1)
            return refused("this is no line that Docker Compose reads in an env file", line: first + error.line - 1)
        }
        let template: DokployTemplate?
        let firstLine = ComposeText.firstLine(ofFile: overlays.count + 1)
        do throws(TOML.Problem) {
            template = try dokploy.map { bytes throws(TOML.Problem) in try DokployTemplate(bytes) }
        } catch {
            return refused(error.message, line: firstLine + error.line - 1)
        }
        let findings = Findings()
        let given = ([bytes] + overlays.map(\.bytes)).map { dokploy == nil ? $0 : Self.movingFiles($0) }
        let relative = given.map(WorkingFolder.relative)
        for (index, line) in relative.enumerated().flatMap({ index, text in text.lines.map { (index, $0) } }) {
            report.add(
                .changed, "`PWD` is the file's own folder, which a machine's shell does not say: written as `.`",
                line: ComposeText.firstLine(ofFile: index) + line - 1)
        }
        let files = relative.enumerated().compactMap { index, text in
            ComposeFile(
                path: report.files[index], bytes: text.bytes, name: report.files[index], directory: "",
                isOverlay: index > 0, firstLine: ComposeText.firstLine(ofFile: index), findings: findings)
        }
        guard files.count == relative.count else {
            for finding in findings.sorted { report.add(.refused, finding.message, line: finding.mark.line) }
            return ImportedApp(name: name, files: [], report: report)
        }
        let draft = Draft(files: files, report: report, examples: examples)
        let old = fill(draft, template.map { DokployValues(draft: draft, template: $0, firstLine: firstLine) })
        let names = Self.composeFiles(overlays, beside: draft.written.map(\.path))
        for (overlay, name) in zip(overlays, names.dropFirst()) {
            draft.report.add(.changed, "`\(overlay.file)` is `\(name)`, which Compose lays over the file as it did")
        }
        let document = AppDocument(
            draft: draft, name: name, title: title ?? AppDocument.title(base), base: base, compose: names, old: old)
        let written = names.enumerated().map { index, name in
            ImportedFile(path: name, bytes: Array(draft.text.result(ofFile: index).utf8))
        }
        return ImportedApp(
            name: name,
            files: [ImportedFile(path: "app.yaml", bytes: Array(document.text.utf8))] + written + draft.written,
            report: draft.report, frontDoors: draft.frontDoors)
    }

    /// What the Compose files are called in the result. A machine's owner has the names of Compose's own override.
    ///
    /// - Parameter others: The paths of what else is laid down, such as a file that one of them extends.
    private static func composeFiles(_ overlays: [Overlay], beside others: [String]) -> [String] {
        // A folder takes a name as well.
        var taken = Repairs.reserved.union(Stack.overrideNames).union(
            others.compactMap { $0.split(separator: "/").first.map(String.init) })
        return overlays.reduce(into: [composeFile]) { names, overlay in
            let own = String(overlay.file.split(separator: "/").last ?? "")
            let isPlain = own.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
                    || ".-_".utf8.contains($0)
            }
            let isFile = own.hasSuffix(".yml") || own.hasSuffix(".yaml")
            let numbered = (2...).lazy.map { "compose.overlay-\($0).yaml" }
            let usual = ["compose.overlay.yaml"] + numbered.prefix(1000 + taken.count)
            let wanted = (isPlain && isFile && !own.hasPrefix(".") ? [own] : []) + usual
            let name = wanted.first { !taken.contains($0) } ?? own
            taken.insert(name)
            names.append(name)
        }
    }

    /// The Compose files that `COMPOSE_FILE` in an env file names; empty where it does not say.
    public static func composeFiles(in examples: [UInt8]) -> [String] {
        let values = (try? ExampleFile.read(examples)) ?? [:]
        let separator = values["COMPOSE_PATH_SEPARATOR"]?.value.first ?? ":"
        return (values["COMPOSE_FILE"]?.value ?? "").split(separator: separator).map(String.init)
    }

    /// Dokploy keeps an app's files in a folder beside that of its Compose file, and Landfall in the same one.
    private static func movingFiles(_ bytes: [UInt8]) -> [UInt8] {
        let (old, new) = (Array("../files".utf8), Array("./files".utf8))
        var result: [UInt8] = []
        var rest = bytes[...]
        while let range = rest.firstRange(of: old) {
            let isBefore = rest[..<range.lowerBound].last.map { " \t-\"'[".utf8.contains($0) } ?? false
            let isAfter = rest[range.upperBound...].first.map { "/: \"'\r\n".utf8.contains($0) } ?? true
            result += rest[..<range.lowerBound] + (isBefore && isAfter ? new : old)
            rest = rest[range.upperBound...]
        }
        return result + rest
    }

    private func fill(_ draft: Draft, _ dokploy: DokployValues?) -> OldValues {
        var dokploy = dokploy
        draft.isOfDokploy = dokploy != nil
        dokploy?.addExamples()
        var repairs = Repairs(draft)
        repairs.run()
        var uses = VariableUses(draft, skipping: repairs.removed)
        OtherCompose.add(to: draft, read: read)
        for file in draft.files { uses.addOtherFiles(of: file, read: read) }
        var environmentFiles = EnvironmentFiles(draft: draft, read: read)
        environmentFiles.replaceMissing()
        // Services that read the whole `.env` may use everything in it.
        if environmentFiles.passesAll {
            uses.add(draft.examples.keys.sorted() + (dokploy?.template.environment.map(\.name) ?? []))
        }
        draft.variables = Set(uses.names).union(draft.examples.keys)
        for service in draft.allServices { draft.variables.formUnion(service.environment.map(\.name)) }
        let present = environmentFiles.present()
        draft.shared = SharedSecrets(draft, uses, files: present.map(\.values))
        Publications(draft: draft, uses: uses).run(dokploy: &dokploy)
        if let frontDoor { draft.putFirst(frontDoor) }
        dokploy?.decide()
        dokploy?.addMounts()
        environmentFiles.fill(present, uses)
        Decisions(draft: draft, uses: uses).run()
        HashedPasswords(draft: draft).run()
        ForeignKeys(draft: draft).run()
        LiteralSecrets(draft: draft).run()
        LiteralTokens(draft: draft).run()
        PasswordTexts(draft: draft).run()
        LocalAddresses(draft: draft).run()
        MountedFiles(draft: draft, read: read).run()
        let old = OldValues(draft)
        Leftovers(draft: draft, values: old).run()
        CommentedCommands(draft: draft, old: old).run()
        BackupItems(draft: draft).run()
        draft.needs = Needs(draft: draft).run()
        Review(draft: draft).run()
        addReadiness(draft)
        addCredentials(draft, uses)
        addProfiles(draft)
        return old
    }

    /// Compose takes them from `.env`, as it does the names of its files, which are in app.yaml.
    private func addProfiles(_ draft: Draft) {
        let name = "COMPOSE_PROFILES"
        guard let example = draft.examples[name], !example.value.isEmpty,
            draft.services.contains(where: { !$0.profiles.isEmpty })
        else { return }
        draft.environment.add(name, Draft.literal(example.value))
        draft.report.add(.value, "`\(name)` has the value of the env file, line \(example.line)")
    }

    private func addReadiness(_ draft: Draft) {
        guard let publication = draft.mainPublication,
            let service = draft.services.first(where: { $0.name == publication.service })
        else {
            draft.report.add(.review, "nothing is published that a browser opens, so there is no `ready` check")
            return
        }
        draft.ready.append(Readiness.check(publication, of: service))
        guard publication.isExposed, Readiness.path(publication, of: service) == nil else { return }
        draft.report.add(
            .review,
            "`ready` waits until `\(publication.path)` of `\(service.name)` answers with a status from 200 to 399: name a "
                + "path in app.yaml that does, if this one asks for a password", line: service.key.start.line)
    }

    private func addCredentials(_ draft: Draft, _ uses: VariableUses) {
        for publication in draft.publications where publication.isHTTP && !publication.isLoopback {
            let isFirst = draft.credentials.isEmpty
            let path = publication.path == "/" ? "" : publication.path
            draft.credentials.append((isFirst ? "URL" : "URL of \(publication.service)", publication.url + path))
        }
        for (name, template) in draft.environment where template.hasPrefix("{{ secrets.") {
            // A person types the password, not its hash.
            let secret = Draft.secretName(template).flatMap { draft.secrets[$0] }
            guard secret?.first?.1 != .string("bcrypt") else { continue }
            let keys = (uses.uses[name] ?? []).compactMap(\.key) + [name]
            guard let key = keys.first(where: NameRules.isLogin) else { continue }
            draft.credentials.append((NameRules.label(key), template))
        }
    }
}

/// .env.example: values with the comments before them.
enum ExampleFile {
    static func read(_ bytes: [UInt8]?) throws(DotEnvReader.Problem) -> [String: Draft.Example] {
        guard let bytes else { return [:] }
        let text = String(decoding: bytes, as: UTF8.self)
        var places: [String: (line: Int, comments: [String], text: Substring)] = [:]
        var comments: [String] = []
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            if line.hasPrefix("#") {
                comments.append(String(line.drop { $0 == "#" || $0 == " " }))
            } else if let equals = line.firstIndex(of: "=") {
                let name = line.hasPrefix("export ") ? line[..<equals].dropFirst("export ".count) : line[..<equals]
                places[String(name.filter { $0 != " " })] = (index + 1, comments, line[equals...].dropFirst())
                comments = []
            } else {
                comments = []
            }
        }
        let values = try DotEnvReader.read(text)
        return values.reduce(into: [:]) { result, entry in
            let place = places[entry.key]
            let parts = place.flatMap { place in
                named(in: place.text, meaning: entry.value) { name in
                    guard let other = places[name], other.line < place.line else { return nil }
                    return values[name]
                }
            }
            result[entry.key] = Draft.Example(
                value: entry.value, line: place?.line ?? 1, comment: place?.comments.last,
                hint: place.flatMap { $0.comments.isEmpty ? nil : $0.comments.joined(separator: "\n") }, parts: parts)
        }
    }

    /// What a line has behind `=` where it names others; nil where it does not, or does more than that.
    private static func named(
        in line: Substring, meaning value: String, _ other: (String) -> String?
    ) -> [Interpolation.Part]? {
        var text = line.drop(while: \.isWhitespace)
        while text.last?.isWhitespace == true { text.removeLast() }
        guard text.contains("$"), !text.contains("\\"), !text.hasPrefix("'") else { return nil }
        if text.hasPrefix("\""), text.hasSuffix("\""), text.count > 1 {
            text = text.dropFirst().dropLast()
        } else if let comment = text.range(ofText: " #") {
            text = text[..<comment.lowerBound]
        }
        let parsed = Interpolation(String(text))
        let names = parsed.parts.compactMap { part -> String? in
            if case .variable(let variable) = part { variable.name } else { nil }
        }
        guard !names.isEmpty, names.allSatisfy({ other($0)?.isEmpty == false }),
            parsed.resolved({ other($0).map(Interpolation.Value.known) ?? .absent }) == value
        else { return nil }
        return parsed.parts
    }

    /// With the lines that the report names.
    ///
    /// - Parameter file: Its number in the report.
    static func placed(_ examples: [String: Draft.Example], inFile file: Int) -> [String: Draft.Example] {
        let first = ComposeText.firstLine(ofFile: file)
        return examples.mapValues { example in
            var example = example
            example.place = first + example.line - 1
            return example
        }
    }
}
