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
        let findings = Findings()
        var report = ImportReport(file: file)
        let examples: [String: Draft.Example]
        do throws(DotEnvReader.Problem) {
            examples = try ExampleFile.read(self.examples)
        } catch {
            report.add(.refused, "line \(error.line) of the env file is not one that Docker Compose reads")
            return ImportedApp(name: name, files: [], report: report)
        }
        guard let compose = ComposeFile(path: Self.composeFile, bytes: bytes, name: file, findings: findings) else {
            for finding in findings.sorted { report.add(.refused, finding.message, line: finding.mark.line) }
            return ImportedApp(name: name, files: [], report: report)
        }
        let draft = Draft(file: compose, name: file, examples: examples)
        fill(draft)
        let document = AppDocument(draft: draft, name: name, title: AppDocument.title(base), compose: Self.composeFile)
        let files =
            [
                ImportedFile(path: "app.yaml", bytes: Array(document.text.utf8)),
                ImportedFile(path: Self.composeFile, bytes: Array(draft.text.result.utf8)),
            ] + draft.written
        return ImportedApp(name: name, files: files, report: draft.report)
    }

    private func fill(_ draft: Draft) {
        var repairs = Repairs(draft)
        repairs.run()
        var uses = VariableUses(draft.file, skipping: repairs.removed)
        uses.addOtherFiles(of: draft.file, read: read)
        var environmentFiles = EnvironmentFiles(draft: draft, read: read)
        environmentFiles.replaceMissing()
        // Services that read the whole `.env` may use everything in it.
        if environmentFiles.passesAll { uses.add(draft.examples.keys.sorted()) }
        draft.shared = SharedSecrets(draft.file, uses, draft.text, draft.examples)
        Publications(draft: draft, uses: uses).run()
        environmentFiles.fill(uses)
        Decisions(draft: draft, uses: uses).run()
        LiteralSecrets(draft: draft).run()
        LocalAddresses(draft: draft).run()
        MountedFiles(draft: draft, read: read).run()
        LiteralSecrets(draft: draft).finish()
        BackupItems(draft: draft).run()
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
