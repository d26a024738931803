import Findings
import Plan
import Secrets
import YAML

/// The result of compiling an app.yaml.
public struct Compilation: Sendable {
    /// Nil if and only if the diagnostics have an error.
    public let spec: AppSpec?
    /// Everything found, sorted by file and place.
    public let diagnostics: [Diagnostic]
    /// The texts of the files that diagnostics point into, keyed by name.
    public let sources: [String: SourceText]

    /// The same, with every warning turned into an error.
    public var strict: Compilation {
        let errors = diagnostics.map { diagnostic in
            var error = diagnostic
            error.severity = .error
            return error
        }
        return Compilation(spec: errors.isEmpty ? spec : nil, diagnostics: errors, sources: sources)
    }

    /// Such as "2 errors, 1 warning".
    public var summary: String {
        let counts = [Diagnostic.Severity.error, .warning].compactMap { severity -> String? in
            let count = diagnostics.count { $0.severity == severity }
            return count == 0 ? nil : "\(count) \(severity.rawValue)\(count == 1 ? "" : "s")"
        }
        return counts.isEmpty ? "no problems" : counts.joined(separator: ", ")
    }

    /// All findings as readable text, with an empty line after each.
    public func render(color: Bool) -> String {
        diagnostics.map { $0.render(source: sources[$0.file], color: color) + "\n" }.joined()
    }
}

/// Compiles app.yaml and the files that it names.
public enum Compiler {
    /// - Parameters:
    ///   - path: app.yaml, as the user named it.
    ///   - observations: Get all that the result depends on.
    public static func compile(path: String, observations: Observations? = nil) -> Compilation {
        compile(path: path, kinds: .known, observations: observations)
    }

    /// - Parameter kinds: What a secret may be.
    static func compile(path: String, kinds: SecretKinds, observations: Observations? = nil) -> Compilation {
        let findings = Findings()
        let spec = read(path, kinds, findings, SourceFolder(ofFile: path, observations: observations))
        let diagnostics = findings.sorted
        return Compilation(
            spec: findings.hasErrors ? nil : spec, diagnostics: diagnostics,
            sources: findings.sources)
    }

    private static func read(
        _ path: String, _ kinds: SecretKinds, _ findings: Findings, _ folder: SourceFolder
    ) -> AppSpec? {
        let start = Mark(line: 1, column: 1)
        let bytes: [UInt8]
        do throws(SourceFolder.Unfit) {
            let file = try RegularFile.read(path, atMost: YAML.Limits().bytes)
            bytes = file.bytes
            folder.observations?.add(
                .read, String(path.dropFirst(folder.prefix.count)),
                Observations.summary(bytes, isExecutable: file.isExecutable))
        } catch {
            findings.add(Diagnostic(.error, error.message, file: path, at: start, help: error.help))
            return nil
        }
        let report = findings.reporter(for: SourceText(file: path, bytes: bytes))
        do throws(YAMLError) {
            guard let root = try YAML.parse(bytes) else {
                throw YAMLError(
                    "the file is empty", at: start,
                    help: "describe the app: `landfall schema --markdown` lists the keys")
            }
            guard isKnownVersion(root, report) else { return nil }
            ShapeChecker(report: report).check(root, AppYAML.root(kinds), subject: "app.yaml")
            guard root.mapping != nil else { return nil }
            return SpecReader(root: root, report: report, folder: folder, kinds: kinds).read()
        } catch {
            report.error(error)
            return nil
        }
    }

    /// Do not check a later format by the rules of this one.
    private static func isKnownVersion(_ root: Node, _ report: Reporter) -> Bool {
        guard let node = root["schema"], let version = node.integer, version > AppYAML.version else { return true }
        report.error(
            "this release of landfall does not know `schema: \(version)`", at: node,
            help: "use a newer landfall, or write `schema: \(AppYAML.version)` and use only its keys")
        return false
    }
}
