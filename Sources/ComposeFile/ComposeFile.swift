import Findings
import YAML

/// One file of a Compose project: values with the marks that they were read from.
///
/// What is not known here is Compose's own affair. Source: the Compose specification (compose-spec.io).
public struct ComposeFile {
    /// What is declared at the top level and named by services.
    public enum Section: String, CaseIterable, Sendable {
        case volumes, networks, configs, secrets

        /// One of them, as messages call it.
        public var singular: String { String(rawValue.dropLast()) }
    }

    /// Relative to the project's folder, such as `compose.yml` or `db/compose.yml`.
    public let path: String
    /// What its relative paths begin at, relative to the project's folder: with a slash at the end, or empty.
    public let directory: String
    public let bytes: [UInt8]
    public let root: Node
    public let report: Reporter
    /// Each with what it says itself; ``ComposeProject/services`` have what they extend as well.
    public let services: [ComposeService]

    /// A file of a hundred services has some 100 KiB.
    private static let limits = YAML.Limits(bytes: 1 << 20)

    /// Reads one file; nil where it cannot be read, which is reported.
    ///
    /// - Parameters:
    ///   - path: Relative to the project's folder.
    ///   - name: The file as messages name it.
    ///   - directory: What its relative paths begin at, where that is not the folder that it lies in.
    public init?(path: String, bytes: [UInt8], name: String, directory: String? = nil, findings: Findings) {
        report = findings.reporter(for: SourceText(file: name, bytes: bytes))
        let directory =
            directory ?? String(path[..<(path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex)])
        do throws(YAMLError) {
            let start = Mark(line: 1, column: 1)
            guard let root = try YAML.parse(bytes, limits: Self.limits) else {
                throw YAMLError("the compose file is empty", at: start, help: "declare `services`")
            }
            guard root.mapping != nil, root["services"] != nil || root["include"] != nil else {
                throw YAMLError(
                    "the compose file has no `services`", at: root.start, help: "declare the app's services")
            }
            if let services = root["services"], services.entries.isEmpty {
                throw YAMLError(
                    "`services` must be a mapping from names", at: services.start, help: "write `web:` under it")
            }
            self.root = root
        } catch {
            report.error(error)
            return nil
        }
        let report = report
        services = (root["services"]?.entries ?? []).map {
            ComposeService($0, report: report, directory: directory)
        }
        self.directory = directory
        self.path = path
        self.bytes = bytes
    }

    /// What a section declares.
    public func declared(_ section: Section) -> [Node.Entry] { root[section.rawValue]?.entries ?? [] }
}
