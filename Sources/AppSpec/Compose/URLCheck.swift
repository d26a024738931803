import ComposeFile
import Findings
import Plan
import Secrets
import Shapes
import Text
import YAML

/// Finds unencoded values in a URL that may contain characters that end or change it. 39 % of base64 values of 32 bytes
/// contain a slash.
struct URLCheck {
    let spec: AppSpec
    let reader: SpecReader
    let compose: ComposeProject?
    private let alphabet: URLAlphabet

    init(spec: AppSpec, reader: SpecReader, compose: ComposeProject?) {
        self.spec = spec
        self.reader = reader
        self.compose = compose
        alphabet = URLAlphabet(spec, reader.kinds)
    }

    func run() {
        let root = reader.root
        for entry in root["env"]?.entries ?? [] { check(entry.value, "`env`") }
        for line in root["credentials"]?.sequence ?? root["credentials"]?["show"]?.sequence ?? [] {
            if let value = line["value"] { check(value, "`credentials`") }
        }
        for entry in root["secrets"]?.entries ?? [] {
            guard let kind = reader.kind(ofSecret: entry)?.declaration, kind.namesOnlySecrets else { continue }
            for field in kind.fields {
                if case .template = field.shape, let value = entry.value[field.key] { check(value, "a secret") }
            }
        }
        for check in root["ready"]?.sequence ?? [] { if let url = check["http"] { self.check(url, "a URL") } }
        for node in root["stack"]?["files"]?.sequence ?? [] { checkRendered(node) }
        for file in (compose?.declaring ?? []) + (compose?.extended ?? []) { checkVariables(in: file) }
    }

    // MARK: Templates

    private func check(_ node: Node, _ place: String) {
        guard let text = node.string else { return }
        let parsed = TemplateParser.read(text, scope: reader.scope(place))
        for (expression, position) in zip(parsed.expressions, URLPosition.all(in: parsed.template.parts)) {
            guard let position, let what = alphabet.unsafe(expression.part) else { continue }
            let mark = reader.report.source.mark(of: expression.offset, in: node)
            reader.report.add(
                severity(position), "\(what) is not encoded in a URL", at: mark,
                length: mark == node.start ? 1 : expression.length,
                help: "write {{ \(Self.name(expression.part)) | urlencode }}")
        }
    }

    /// Reported at the line of app.yaml that lays the file down. The message has the name, which is easy to find in the
    /// file.
    private func checkRendered(_ node: Node) {
        guard node["render"]?.bool == true, let from = node["from"], let path = from.string,
            let base = try? reader.folder.normalized((node["to"] ?? from).string ?? path)
        else { return }
        for file in spec.stack.files where file.path.isWithin(base) {
            guard case .rendered(let template) = file.content else { continue }
            let values = template.parts.filter { if case .text = $0 { false } else { true } }
            for (part, position) in zip(values, URLPosition.all(in: template.parts)) {
                guard let position, let what = alphabet.unsafe(part) else { continue }
                let report = reader.report
                let message = "\(what) is not encoded in a URL in \(file.path)"
                let help = "write {{ \(Self.name(part)) | urlencode }} there"
                if severity(position) == .error {
                    report.error(message, at: from, help: help)
                } else {
                    report.warning(message, at: from, help: help)
                }
            }
        }
    }

    /// Before the host, a wrong character always breaks the URL. After it, an app may want the value unchanged.
    private func severity(_ position: URLPosition) -> Diagnostic.Severity { position == .userinfo ? .error : .warning }

    private static func name(_ part: Template.Part) -> String {
        switch part {
        case .secret(let name): "secrets.\(name)"
        case .publicHalf(let name): "secrets.\(name).public"
        case .parameter(let name): "parameters.\(name)"
        case .machine(let value): value.rawValue
        case .encoded(let inner, let encoding): "\(name(inner)) | \(encoding.rawValue)"
        case .text(let text): "\"\(text)\""
        }
    }

    // MARK: Variables of the compose file

    private func checkVariables(in file: ComposeFile) {
        let values = Dictionary(spec.environment.map { ($0.name, $0.value) }) { first, _ in first }
        for scalar in file.root.scalars {
            guard let text = scalar.string, text.contains("://"), text.contains("$") else { continue }
            let parts = Interpolation(text).parts
            let variables = parts.compactMap { part in if case .variable(let variable) = part { variable } else { nil }
            }
            for (variable, position) in zip(variables, URLPosition.all(in: parts)) {
                guard let position, let value = values[variable.name],
                    let part = value.parts.first(where: { alphabet.unsafe($0) != nil }),
                    let what = alphabet.unsafe(part), !URLPosition.isURL(value)
                else { continue }
                let before = scalar.scalar?.text.utf8.prefix(variable.offset) ?? "".utf8.prefix(0)
                let mark = file.report.source.mark(of: before.count { $0 & 0xC0 != 0x80 }, in: scalar)
                file.report.add(
                    severity(position), "\(what) is not encoded in a URL", at: mark,
                    length: mark == scalar.start ? 1 : variable.length, help: help(for: variable.name, part))
            }
        }
    }

    private func help(for variable: String, _ part: Template.Part) -> String {
        let encoded = Template([.encoded(part, .urlencode)])
        if let known = spec.environment.first(where: { $0.value == encoded }) { return "write ${\(known.name)} here" }
        let name = "\(variable)_URLENCODED"
        return "add `\(name): \"{{ \(Self.name(part)) | urlencode }}\"` to `env` in app.yaml, and write ${\(name)} here"
    }
}

/// Where a value is in a URL.
enum URLPosition: Equatable {
    /// Before the `@`: a user's name or password.
    case userinfo
    /// A path, a query or a fragment.
    case rest

    /// The position of each value in order; nil if it is not in a URL, or is its host.
    static func all(in parts: [Template.Part]) -> [URLPosition?] {
        all(parts.map { if case .text(let text) = $0 { text } else { nil } })
    }

    static func all(in parts: [Interpolation.Part]) -> [URLPosition?] {
        all(parts.map { if case .text(let text) = $0 { text } else { nil } })
    }

    /// Whether the text itself begins a URL.
    static func isURL(_ template: Template) -> Bool {
        if case .text(let text)? = template.parts.first { text.contains("://") } else { false }
    }

    /// - Parameter pieces: Texts, with nil for each value.
    private static func all(_ pieces: [String?]) -> [URLPosition?] {
        // Each value becomes one character that no text contains.
        let value: Unicode.Scalar = "\u{10FFFF}"
        var scalars: [Unicode.Scalar] = []
        for piece in pieces { scalars += piece.map { Array($0.unicodeScalars) } ?? [value] }
        return scalars.indices.filter { scalars[$0] == value }.map { position(at: $0, in: scalars) }
    }

    private static func position(at index: Int, in scalars: [Unicode.Scalar]) -> URLPosition? {
        let ends: Set<Unicode.Scalar> = [" ", "\t", "\n", "\r", "\"", "'", "<", ">", "`", ",", ";", "|"]
        let start = scalars[..<index].lastIndex(where: ends.contains).map { $0 + 1 } ?? 0
        let end = scalars[index...].firstIndex(where: ends.contains) ?? scalars.endIndex
        let word = scalars[start..<index]
        guard
            let scheme = word.indices.last(where: {
                $0 > start && $0 + 2 < index && scalars[$0] == ":" && scalars[$0 + 1] == "/" && scalars[$0 + 2] == "/"
            })
        else { return nil }
        let slashes: Set<Unicode.Scalar> = ["/", "?", "#"]
        guard !scalars[(scheme + 3)..<index].contains(where: slashes.contains) else { return .rest }
        let authority = scalars[index..<end].prefix { !slashes.contains($0) }
        return authority.contains("@") ? .userinfo : nil
    }
}
