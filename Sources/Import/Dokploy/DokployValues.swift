import ComposeFile
import Foundation
import JSON
import YAML

/// Fills `${…}` of a Dokploy template with what app.yaml has for it.
///
/// Source: as for ``DokployTemplate``. Its words come before the template's own variables.
struct DokployValues {
    private indirect enum Piece {
        case text(String)
        /// With `{{ }}`.
        case template(String)
        /// A host name that Dokploy's proxy knows, by the variable that holds it.
        case domain(String)
    }

    let draft: Draft
    let template: DokployTemplate
    /// The lines of template.toml begin here in the report's numbering.
    let firstLine: Int

    private var known: [String: [Piece]] = [:]
    private var open: Set<String> = []

    init(draft: Draft, template: DokployTemplate, firstLine: Int) {
        self.draft = draft
        self.template = template
        self.firstLine = firstLine
    }

    // MARK: Before the ports are known

    /// Lines of `.env` without `${…}` are usual values, as those of an env file, and so are secrets that the template
    /// itself spells out.
    func addExamples() {
        for entry in template.environment {
            guard let value = plain(entry) else { continue }
            draft.examples[entry.name] = Draft.Example(
                value: value, line: entry.line, comment: nil, place: firstLine + entry.line - 1)
        }
    }

    /// A line's value where it has none of Dokploy's words; nil for others.
    private func plain(_ entry: DokployTemplate.Entry) -> String? {
        guard entry.text.contains("${") else { return entry.text }
        guard let own = template.variables.first(where: { "${\($0.name)}" == entry.text }),
            !own.text.isEmpty, !own.text.contains("${"), SecretName.isSecret(entry.name, own.text),
            Self.kind(own.name, nil) == nil, !["domain", "email", "jwt"].contains(own.name)
        else { return nil }
        return own.text
    }

    /// What the proxy leads to.
    mutating func addPublications(_ publications: Publications) {
        for domain in template.domains {
            let line = firstLine + domain.line - 1
            guard let service = draft.services.first(where: { $0.name == domain.service }) else {
                draft.report.add(
                    .refused, "there is no service `\(domain.service)`, to which an address should lead", line: line)
                continue
            }
            let isRoot = domain.path.isEmpty || domain.path == "/"
            let sharing = template.domains.filter { $0.host == domain.host }
            // Where nothing else has the address, the service itself answers at the path.
            guard isRoot || domain.host == nil || sharing.allSatisfy({ $0.service == domain.service }) else {
                draft.report.add(
                    .refused,
                    "`\(domain.service)` had the path `\(domain.path)` of an address that has other services too: write it "
                        + "under `expose` yourself, with `path`", line: line)
                continue
            }
            var name: String?
            if let host = domain.host {
                for case .domain(let variable) in pieces(host, of: "host", line: line) { name = variable }
            }
            if !isRoot {
                draft.report.add(.review, "`\(domain.service)` is opened at the path `\(domain.path)`", line: line)
            }
            publications.publish(.init(service: service.name, host: name, container: domain.port), service)
        }
    }

    // MARK: After that

    /// Decides the variables of `.env` that have `${…}` in them.
    mutating func decide() {
        for entry in template.environment where plain(entry) == nil {
            let line = firstLine + entry.line - 1
            let result = written(pieces(entry.text, of: entry.name, line: line), line: line, keepsUnknown: false)
            draft.decisions[entry.name] = .some(result)
        }
        for line in template.ignored {
            draft.report.add(
                .leftOut, "a mount without `filePath` or without `content`: Dokploy writes no file for it",
                line: firstLine + line - 1)
        }
        for problem in template.problems {
            draft.report.add(.refused, problem.text, line: firstLine + problem.line - 1)
        }
    }

    /// Lays the template's files down.
    mutating func addMounts() {
        for mount in template.mounts {
            let line = firstLine + mount.line - 1
            let name = written(pieces(mount.name, of: "path", line: line), line: line, keepsUnknown: true)
            let inner = name.drop { $0 == "/" || $0 == "." && name.hasPrefix("./") }
            guard let path = Repairs.relative("./files/" + inner), !path.contains("{{"), path.hasPrefix("files/") else {
                draft.report.add(.refused, "`\(mount.name)` is no path for a file of the app", line: line)
                continue
            }
            let content = pieces(mount.text, of: "FILE", line: line)
            let isPlain = content.allSatisfy { if case .text = $0 { true } else { false } }
            let text =
                isPlain
                ? content.map { if case .text(let text) = $0 { text } else { "" } }.joined()
                : written(content, line: line, keepsUnknown: true)
            guard !draft.written.contains(where: { $0.path == path }) else {
                draft.report.add(.refused, "`\(path)` is there twice: the first one holds", line: line)
                continue
            }
            draft.written.append(ImportedFile(path: path, bytes: Array(text.utf8)))
            draft.stackFiles.append(.map([("from", .string(path))] + (isPlain ? [] : [("render", .bool(true))])))
            draft.takenAlong.append(path)
            draft.report.add(.changed, "the file `\(path)` is written from the template", line: line)
        }
    }

    // MARK: ${…}

    /// - Parameter owner: What a secret in it is called after.
    private mutating func pieces(_ text: String, of owner: String, line: Int) -> [Piece] {
        var found: [Piece] = []
        var rest = text[...]
        while let start = rest.utf8.firstRange(of: "${".utf8) {
            guard let end = rest[start.upperBound...].firstIndex(of: "}") else { break }
            if start.lowerBound > rest.startIndex { found.append(.text(String(rest[..<start.lowerBound]))) }
            let name = String(rest[start.upperBound..<end])
            let isWhole = start.lowerBound == text.startIndex && text.index(after: end) == text.endIndex
            found += piece(name, of: owner, isWhole: isWhole, line: line)
            rest = rest[text.index(after: end)...]
        }
        return rest.isEmpty ? found : found + [.text(String(rest))]
    }

    private mutating func piece(_ name: String, of owner: String, isWhole: Bool, line: Int) -> [Piece] {
        let words = name.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let argument = words.count > 1 ? words[1] : nil
        if words[0] == "domain", argument == nil { return [.domain(owner)] }
        if words[0] == "email", argument == nil { return [email(owner, line: line)] }
        if words[0] == "jwt" { return [token(argument, of: owner, isWhole, line: line)] }
        if words[0] == "timestamps" || words[0] == "timestampms", let argument {
            guard let date = try? Date(argument, strategy: .iso8601) else { return [.text("0")] }
            let seconds = Int(date.timeIntervalSince1970)
            return [.text("\(words[0] == "timestamps" ? seconds : seconds * 1000)")]
        }
        if let kind = Self.kind(words[0], argument) {
            draft.report.add(.secret, "`\(owner)`: \(kind.words)", line: line)
            return [.template(draft.secret(secretName(owner, isWhole, words[0]), kind.keys))]
        }
        return variable(name, line: line) ?? [.text("${\(name)}")]
    }

    private mutating func variable(_ name: String, line: Int) -> [Piece]? {
        if let pieces = known[name] { return pieces }
        let own = template.variables.first { $0.name == name }
        // Compose fills in the lines of `.env` that come before.
        guard let entry = own ?? template.environment.first(where: { $0.name == name }), open.insert(name).inserted
        else { return nil }
        let pieces = pieces(entry.text, of: name, line: firstLine + entry.line - 1)
        open.remove(name)
        known[name] = pieces
        return pieces
    }

    private static func kind(_ word: String, _ argument: String?) -> SecretValue.Kind? {
        let number = argument.flatMap { Int($0) }
        func size(_ usual: Int, _ bounds: ClosedRange<Int>) -> Int {
            min(max(number ?? usual, bounds.lowerBound), bounds.upperBound)
        }
        switch word {
        case "password":
            let length = size(16, 1...1024)
            return .init(
                keys: [
                    ("kind", .string("alphanumeric")), ("length", .int(length)),
                    ("characters", .list([.string("lower"), .string("digits")])),
                ], words: "\(length) lower-case letters and digits")
        case "base64":
            let bytes = size(32, 1...1024)
            return .init(
                keys: [("kind", .string("base64")), ("bytes", .int(bytes))],
                words: "base64 of \(bytes) random bytes")
        case "hash":
            // Two digits stand for a byte.
            let length = (size(8, 2...2048) + 1) / 2 * 2
            return .init(
                keys: [("kind", .string("hex")), ("length", .int(length))], words: "\(length) hexadecimal digits")
        case "uuid" where argument == nil: return .init(keys: [("kind", .string("uuid"))], words: "a UUID")
        case "randomPort" where argument == nil: return .init(keys: [("kind", .string("port"))], words: "a port")
        case "username" where argument == nil:
            return .init(keys: [("kind", .string("username"))], words: "a user's name such as user_x7k2")
        case "timestamp", "timestampms":
            return .init(
                keys: [("kind", .string("timestamp")), ("format", .string("milliseconds"))],
                words: "the time of the first boot")
        case "timestamps": return .init(keys: [("kind", .string("timestamp"))], words: "the time of the first boot")
        default: return nil
        }
    }

    /// A name of its own for each secret of a text.
    private func secretName(_ owner: String, _ isWhole: Bool, _ word: String) -> String {
        let plain = owner.utf8.map { (byte: UInt8) -> UInt8 in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) ? byte : 0x5F
        }
        var name = String(decoding: plain.prefix(50), as: UTF8.self)
        if name.first.map({ $0.isNumber }) ?? true { name = "S_" + name }
        if !isWhole { name += "_" + word.uppercased() }
        return draft.secrets[name] == nil ? name : draft.free(name)
    }

    private func email(_ owner: String, line: Int) -> Piece {
        let choice = ParameterChoice(
            draft: draft, name: NameRules.isEmail(owner) ? owner : owner + "_EMAIL", value: "admin@example.com",
            isRequired: false)
        return choice.run(line: line, help: nil).map { .template($0) } ?? .text("admin@example.com")
    }

    /// `jwt:LENGTH`, `jwt:SECRET` or `jwt:SECRET:PAYLOAD`.
    private mutating func token(_ argument: String?, of owner: String, _ isWhole: Bool, line: Int) -> Piece {
        let words = (argument ?? "").split(separator: ":", maxSplits: 1).map(String.init)
        if words.count == 1, words[0].utf8.count < 4, let bytes = Int(words[0]), bytes > 0 {
            draft.report.add(.secret, "`\(owner)`: \(bytes) random bytes in hex", line: line)
            let keys: [(String, YAMLValue)] = [("kind", .string("hex")), ("bytes", .int(bytes))]
            return .template(draft.secret(secretName(owner, isWhole, "HEX"), keys))
        }
        var key: String?
        if let first = words.first, let pieces = variable(first, line: line), pieces.count == 1,
            case .template(let text) = pieces[0]
        {
            key = Draft.secretName(text)
        }
        // A key that nothing else knows is as good as the one that the template spells out for everybody.
        let signer = key ?? newKey(of: owner)
        var payload: [String: JSONValue] = ["iss": .string("dokploy")]
        if words.count == 2 {
            let text = variable(words[1], line: line).map { written($0, line: line, keepsUnknown: true) } ?? words[1]
            if case .object(let members)? = try? JSONValue(parsing: Array(text.utf8)) {
                payload.merge(members.map { ($0.key, $0.value) }) { $1 }
            } else {
                draft.report.add(.refused, "`\(owner)`: what this token says is no JSON object", line: line)
            }
        }
        // Dokploy gives every token an end.
        payload["exp"] = payload["exp"] ?? .number("0")
        guard let token = SignedToken(payload: payload) else {
            draft.report.add(.refused, "`\(owner)`: this token says more than text, numbers and switches", line: line)
            return .text("")
        }
        draft.report.add(.secret, "`\(owner)`: a token that is signed by `\(signer)`", line: line)
        return .template(draft.secret(secretName(owner, isWhole, "TOKEN"), token.keys(signedBy: signer)))
    }

    private func newKey(of owner: String) -> String {
        let name = secretName(owner, false, "KEY")
        _ = draft.secret(name, [("kind", .string("hex")), ("bytes", .int(32))])
        return name
    }

    // MARK: As text with {{ }}

    /// - Parameter keepsUnknown: Whether what nobody defines stays as it is, as in a file, or is nothing, as in `.env`.
    private func written(_ pieces: [Piece], line: Int, keepsUnknown: Bool) -> String {
        var text = ""
        for (index, piece) in pieces.enumerated() {
            switch piece {
            case .text(let own):
                if !keepsUnknown, own.hasPrefix("${"), own.hasSuffix("}") {
                    draft.report.add(.value, "`\(own)` is empty, as nothing defines it", line: line)
                } else {
                    text += Draft.literal(own)
                }
            case .template(let template):
                text += text.range(ofText: "://") != nil ? draft.inURL(template) : template
            case .domain(let variable):
                var hasPort = false
                if index + 1 < pieces.count, case .text(let next) = pieces[index + 1] {
                    hasPort = next.hasPrefix(":") && next.dropFirst().first?.isNumber == true
                }
                addAddress(variable, to: &text, hasPort: hasPort, line: line)
            }
        }
        return text
    }

    private func addAddress(_ variable: String, to text: inout String, hasPort: Bool, line: Int) {
        let found = draft.publications.first { $0.host == variable } ?? draft.publications.first(where: \.isHTTP)
        if text.hasSuffix(".") {
            draft.report.add(
                .review, "a name below the app's address is meant here, which takes a domain with such a record",
                line: line)
        }
        guard let scheme = ["https://", "http://", "wss://", "ws://"].first(where: text.hasSuffix), !hasPort,
            let url = found?.url
        else {
            text += "{{ address }}"
            return
        }
        text.removeLast(scheme.count)
        text += scheme.hasPrefix("ws") ? "ws" + url.dropFirst("http".count) : url[...]
    }
}
