import Findings
import YAML

/// One file of a Compose project: values with the places that they were read from.
///
/// Compose itself handles what is not known here. Source: the Compose specification (compose-spec.io).
public struct ComposeFile {
    /// What the top level declares and services name.
    public enum Section: String, CaseIterable, Sendable {
        case volumes, networks, configs, secrets

        /// The singular, for messages.
        public var singular: String { String(rawValue.dropLast()) }
    }

    /// Relative to the project's folder, such as `compose.yml` or `db/compose.yml`.
    public let path: String
    /// The base of its relative paths, relative to the project's folder: with a slash at the end, or empty.
    public let directory: String
    public let bytes: [UInt8]
    public let root: Node
    public let report: Reporter
    /// Each as this file has it; ``ComposeProject/services`` also include what they extend.
    public let services: [ComposeService]

    /// A file with a hundred services has about 100 KiB.
    private static let limits = YAML.Limits(bytes: 1 << 20)

    /// No machine starts more.
    private static let mostServices = 1000

    /// Reads one file; nil if it cannot be read, which is reported.
    ///
    /// - Parameters:
    ///   - path: Relative to the project's folder.
    ///   - name: The file's name in messages.
    ///   - directory: The base of its relative paths, if it is not the file's own folder.
    ///   - firstLine: The number of its first line, where several files share one numbering.
    ///   - isOverlay: Whether it is laid over another file, so that it needs no services of its own.
    public init?(
        path: String, bytes: [UInt8], name: String, directory: String? = nil, isOverlay: Bool = false,
        firstLine: Int = 1, findings: Findings
    ) {
        report = findings.reporter(for: SourceText(file: name, bytes: bytes))
        let directory =
            directory ?? String(path[..<(path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex)])
        do throws(YAMLError) {
            let start = Mark(line: firstLine, column: 1)
            if let line = Self.otherVersion(in: bytes) {
                throw YAMLError(
                    "Compose reads YAML 1.1 alone", at: Mark(line: firstLine + line, column: 1),
                    help: "remove the line that begins with %YAML")
            }
            guard let root = try YAML.parse(bytes, limits: Self.limits, firstLine: firstLine) else {
                throw YAMLError("the compose file is empty", at: start, help: "declare `services`")
            }
            guard root.mapping != nil, isOverlay || root["services"] != nil || root["include"] != nil else {
                throw YAMLError(
                    "the compose file has no `services`", at: root.start, help: "declare the app's services")
            }
            if let services = root["services"], services.entries.isEmpty, !isOverlay || !services.isNull {
                throw YAMLError(
                    "`services` must be a mapping from names", at: services.start, help: "write `web:` under it")
            }
            if let services = root["services"], services.entries.count > Self.mostServices {
                throw YAMLError(
                    "the compose file has \(services.entries.count) services, and \(Self.mostServices) are allowed",
                    at: services.start, help: "write it as several apps")
            }
            if let merge = Self.wrongMerge(in: root) {
                throw YAMLError(
                    "`<<` takes a mapping or a list of mappings", at: merge.start,
                    help: "Docker Compose cannot add to a list: write its items here")
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

    /// The line, counted from 0, of a `%YAML` directive that Compose refuses.
    private static func otherVersion(in bytes: [UInt8]) -> Int? {
        for (index, line) in bytes.prefix(4096).split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            let text = String(decoding: line, as: UTF8.self)
            if text.hasPrefix("%YAML") { return text.dropFirst(5).contains("1.1") ? nil : index }
            guard text.isEmpty || text.hasPrefix("#") || text.hasPrefix("%") || text == "\r" else { return nil }
        }
        return nil
    }

    /// The first value of a merge key that cannot be merged.
    private static func wrongMerge(in node: Node) -> Node? {
        for item in node.sequence ?? [] {
            if let found = wrongMerge(in: item) { return found }
        }
        for pair in node.mapping ?? [] {
            if pair.key.scalar == Node.Scalar(text: "<<", isPlain: true),
                (pair.value.sequence ?? [pair.value]).contains(where: { $0.mapping == nil })
            {
                // An alias has the place of its target.
                return pair.key
            }
            if let found = wrongMerge(in: pair.value) { return found }
        }
        return nil
    }

    /// Networks that the engine makes itself, so that `external` is right for them.
    public static let engineNetworks: Set<String> = ["bridge", "host", "none"]

    /// Whether what a section declares is made elsewhere.
    ///
    /// - Parameter value: The declaration, whose `external` may be a mapping, as before version 3.5 of the format.
    public static func isExternal(_ value: Node) -> Bool {
        guard let node = value["external"] else { return false }
        return node.mapping != nil || node.flag == true
    }

    /// What a section declares.
    public func declared(_ section: Section) -> [Node.Entry] { root[section.rawValue]?.entries ?? [] }
}
