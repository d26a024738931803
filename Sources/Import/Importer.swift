import ComposeFile
import FileFormats
import Findings
import Plan
import YAML

/// A file of an imported app, by its path in the app's folder.
public struct ImportedFile: Equatable, Sendable {
    public var path: String
    public var bytes: [UInt8]
    public var isExecutable: Bool
    public init(path: String, bytes: [UInt8], isExecutable: Bool = false) {
        self.path = path
        self.bytes = bytes
        self.isExecutable = isExecutable
    }
}

/// An app made of a Compose file.
public struct ImportedApp: Sendable {
    public var name: String
    /// app.yaml, the Compose file, and what it mounts. Empty where the file cannot be read at all.
    public var files: [ImportedFile]
    public var report: ImportReport
}

/// Makes apps of Compose files and of Coolify's templates.
public struct Importer {
    /// The file's name as the user gave it, for the report.
    public var file: String
    /// What the app is called after: the file's name without its ending, or the folder's.
    public var base: String
    /// See ``MountedFiles``.
    public var read: (String) -> [ImportedFile]?
    /// The text of .env.example; nil for none.
    public var examples: [UInt8]?
    /// What Compose merges over the file, in this order.
    public var overlays: [Overlay] = []

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

    public init(file: String, base: String, examples: [UInt8]?, read: @escaping (String) -> [ImportedFile]?) {
        self.file = file
        self.base = base
        self.examples = examples
        self.read = read
    }

    /// The app's name for a base.
    public static func appName(_ base: String) -> String { AppDocument.appName(base) }

    /// The Compose file's name in the result.
    public static let composeFile = "compose.yaml"

    public func run(_ bytes: [UInt8]) -> ImportedApp {
        let name = AppDocument.appName(base)
        var report = ImportReport(files: [file] + overlays.map(\.file) + (dokploy == nil ? [] : [Self.dokployFile]))
        let examples: [String: Draft.Example]
        do throws(DotEnvReader.Problem) {
            examples = try ExampleFile.read(self.examples)
        } catch {
            report.add(.refused, "line \(error.line) of the env file is not one that Docker Compose reads")
            return ImportedApp(name: name, files: [], report: report)
        }
        let template: DokployTemplate?
        let firstLine = ComposeText.firstLine(ofFile: overlays.count + 1)
        do throws(TOML.Problem) {
            template = try dokploy.map { bytes throws(TOML.Problem) in try DokployTemplate(bytes) }
        } catch {
            report.add(.refused, error.message, line: firstLine + error.line - 1)
            return ImportedApp(name: name, files: [], report: report)
        }
        let findings = Findings()
        let names = Self.composeFiles(overlays)
        let given = ([bytes] + overlays.map(\.bytes)).map { dokploy == nil ? $0 : Self.movingFiles($0) }
        let relative = given.map(WorkingFolder.relative)
        let all = relative.map(\.bytes)
        for (index, line) in relative.enumerated().flatMap({ index, text in text.lines.map { (index, $0) } }) {
            report.add(
                .changed, "`PWD` is the file's own folder, which a machine's shell does not say: written as `.`",
                line: ComposeText.firstLine(ofFile: index) + line - 1)
        }
        let files = zip(names, all).enumerated().compactMap { index, file in
            ComposeFile(
                path: file.0, bytes: file.1, name: report.files[index], directory: "", isOverlay: index > 0,
                firstLine: ComposeText.firstLine(ofFile: index), findings: findings)
        }
        guard files.count == all.count else {
            for finding in findings.sorted { report.add(.refused, finding.message, line: finding.mark.line) }
            return ImportedApp(name: name, files: [], report: report)
        }
        let draft = Draft(files: files, report: report, examples: examples)
        fill(draft, template.map { DokployValues(draft: draft, template: $0, firstLine: firstLine) })
        for (overlay, name) in zip(overlays, names.dropFirst()) {
            draft.report.add(.changed, "`\(overlay.file)` is `\(name)`, which Compose lays over the file as it did")
        }
        let document = AppDocument(draft: draft, name: name, title: AppDocument.title(base), compose: names)
        let written = names.enumerated().map { index, name in
            ImportedFile(path: name, bytes: Array(draft.text.result(ofFile: index).utf8))
        }
        return ImportedApp(
            name: name,
            files: [ImportedFile(path: "app.yaml", bytes: Array(document.text.utf8))] + written + draft.written,
            report: draft.report)
    }

    /// What the Compose files are called in the result. A machine's owner has the names of Compose's own override.
    private static func composeFiles(_ overlays: [Overlay]) -> [String] {
        overlays.reduce(into: [composeFile]) { names, overlay in
            let own = String(overlay.file.split(separator: "/").last ?? "")
            let isPlain = own.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
                    || ".-_".utf8.contains($0)
            }
            let isFree = !Stack.overrideNames.contains(own) && !Repairs.reserved.contains(own) && !names.contains(own)
            let number = names.count == 1 ? "" : "-\(names.count)"
            let isFile = own.hasSuffix(".yml") || own.hasSuffix(".yaml")
            names.append(isPlain && isFree && isFile && !own.hasPrefix(".") ? own : "compose.overlay\(number).yaml")
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

    private func fill(_ draft: Draft, _ dokploy: DokployValues?) {
        var dokploy = dokploy
        dokploy?.addExamples()
        var repairs = Repairs(draft)
        repairs.run()
        var uses = VariableUses(draft, skipping: repairs.removed)
        for file in draft.files { uses.addOtherFiles(of: file, read: read) }
        var environmentFiles = EnvironmentFiles(draft: draft, read: read)
        environmentFiles.replaceMissing()
        // Services that read the whole `.env` may use everything in it.
        if environmentFiles.passesAll {
            uses.add(draft.examples.keys.sorted() + (dokploy?.template.environment.map(\.name) ?? []))
        }
        draft.shared = SharedSecrets(draft, uses)
        Publications(draft: draft, uses: uses).run(dokploy: &dokploy)
        dokploy?.decide()
        dokploy?.addMounts()
        environmentFiles.fill(uses)
        Decisions(draft: draft, uses: uses).run()
        HashedPasswords(draft: draft).run()
        LiteralSecrets(draft: draft).run()
        LocalAddresses(draft: draft).run()
        MountedFiles(draft: draft, read: read).run()
        LiteralSecrets(draft: draft).finish()
        BackupItems(draft: draft).run()
        draft.needs = Needs(draft: draft).run()
        Review(draft: draft).run()
        addReadiness(draft)
        addCredentials(draft, uses)
    }

    private func addReadiness(_ draft: Draft) {
        guard let publication = draft.mainPublication,
            let service = draft.services.first(where: { $0.name == publication.service })
        else {
            draft.report.add(.review, "nothing is published that a browser opens, so there is no `ready` check")
            return
        }
        draft.ready.append(Readiness.check(publication, of: service))
    }

    private func addCredentials(_ draft: Draft, _ uses: VariableUses) {
        for publication in draft.publications where publication.isHTTP && !publication.isLoopback {
            let isFirst = draft.credentials.isEmpty
            draft.credentials.append((isFirst ? "URL" : "URL of \(publication.service)", publication.url))
        }
        for (name, template) in draft.environment where template.hasPrefix("{{ secrets.") {
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
        var comments: [String: (line: Int, comment: String?)] = [:]
        var comment: String?
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            if line.hasPrefix("#") {
                comment = String(line.drop { $0 == "#" || $0 == " " })
            } else if let equals = line.firstIndex(of: "=") {
                let name = line.hasPrefix("export ") ? line[..<equals].dropFirst("export ".count) : line[..<equals]
                comments[String(name.filter { $0 != " " })] = (index + 1, comment)
                comment = nil
            } else {
                comment = nil
            }
        }
        return try DotEnvReader.read(text).reduce(into: [:]) { result, entry in
            let place = comments[entry.key]
            result[entry.key] = Draft.Example(value: entry.value, line: place?.line ?? 1, comment: place?.comment)
        }
    }
}
