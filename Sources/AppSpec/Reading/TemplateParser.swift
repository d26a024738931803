import Findings
import Plan
import Secrets
import Text

/// What a template may name where it stands.
struct TemplateScope {
    /// Filled in at once: the app's name, title and version.
    var constants: [String: String]
    /// Nil where none may be named.
    var secrets: Names?
    /// Those of the secrets that have one.
    var publicHalves: Names = []
    var parameters: Names?
    var allowsMachineValues = true
    /// Where it stands, as in "… cannot stand in …".
    var place: String

    fileprivate var names: [String] {
        (allowsMachineValues ? MachineValue.allCases.map(\.rawValue) : []) + constants.keys.sorted()
            + (secrets?.inOrder ?? []).map { "secrets.\($0)" }
            + publicHalves.inOrder.map { "secrets.\($0).public" }
            + (parameters?.inOrder ?? []).map { "parameters.\($0)" }
    }
}

/// Names as they were declared, quick to look up.
struct Names: ExpressibleByArrayLiteral {
    let inOrder: [String]
    private let set: Set<String>

    init(_ names: [String]) {
        inOrder = names
        set = Set(names)
    }
    init(arrayLiteral names: String...) { self.init(names) }

    func contains(_ name: String) -> Bool { set.contains(name) }
}

/// Something wrong in a template, by its place in the text.
struct TemplateProblem {
    var message: String
    /// In Unicode scalars from the text's beginning.
    var offset: Int
    var length: Int
    var help: String
}

/// A value in a template, by the place of its `{{ }}` in the text.
struct TemplateExpression {
    var part: Template.Part
    /// In Unicode scalars from the text's beginning.
    var offset: Int
    var length: Int
}

/// Reads `{{ expression }}`; everything else is text.
struct TemplateParser {
    private let text: [Unicode.Scalar]
    private let scope: TemplateScope
    private(set) var problems: [TemplateProblem] = []
    /// Those that are filled in on the machine, in order.
    private(set) var expressions: [TemplateExpression] = []
    private var parts: [Template.Part] = []
    /// Text that is not yet among the parts.
    private var pending = String.UnicodeScalarView()
    private static let mostProblems = 50

    static func parse(_ text: String, scope: TemplateScope) -> (template: Template, problems: [TemplateProblem]) {
        let read = read(text, scope: scope)
        return (read.template, read.problems)
    }

    /// The same, with where each value stands.
    static func read(
        _ text: String, scope: TemplateScope
    ) -> (template: Template, problems: [TemplateProblem], expressions: [TemplateExpression]) {
        var parser = TemplateParser(text: Array(text.unicodeScalars), scope: scope)
        parser.run()
        parser.flush()
        return (Template(parser.parts), parser.problems, parser.expressions)
    }

    private init(text: [Unicode.Scalar], scope: TemplateScope) {
        self.text = text
        self.scope = scope
    }

    private mutating func run() {
        var index = 0
        while index < text.count, problems.count < Self.mostProblems {
            guard isPair("{", at: index) else {
                pending.append(text[index])
                index += 1
                continue
            }
            guard let end = closing(after: index + 2) else {
                problems.append(
                    TemplateProblem(
                        message: "`{{` is not closed", offset: index, length: 2,
                        help: #"add `}}`; for the characters themselves write {{ "{{" }}"#))
                return
            }
            evaluate(index + 2, end)
            index = end + 2
        }
    }

    private func isPair(_ brace: Unicode.Scalar, at index: Int) -> Bool {
        index + 1 < text.count && text[index] == brace && text[index + 1] == brace
    }

    /// Where the `}}` is that ends the expression, outside of quotes.
    private func closing(after start: Int) -> Int? {
        var isQuoted = false
        for index in start..<max(start, text.count) {
            if text[index] == "\"" { isQuoted.toggle() }
            if !isQuoted, isPair("}", at: index) { return index }
            if text[index] == "\n" { return nil }
        }
        return nil
    }

    private mutating func evaluate(_ start: Int, _ end: Int) {
        guard let first = text[start..<end].firstIndex(where: { $0 != " " }),
            let last = text[start..<end].lastIndex(where: { $0 != " " })
        else {
            problems.append(
                TemplateProblem(
                    message: "`{{ }}` names nothing", offset: start - 2, length: end - start + 4,
                    help: #"name a value, such as {{ address }}; for the characters themselves write {{ "{{" }}"#))
            return
        }
        if let quoted = Self.quoted(text[first...last]) { return append(.text(quoted)) }
        let pieces = text[first...last].split(separator: "|", omittingEmptySubsequences: false).map(Self.trimmed)
        let name = Self.string(pieces[0])
        guard var part = Self.quoted(pieces[0]).map(Template.Part.text) ?? part(named: name) else {
            return problems.append(problem(with: name, offset: pieces[0].startIndex, length: max(pieces[0].count, 1)))
        }
        for piece in pieces.dropFirst() {
            let word = Self.string(piece)
            guard let encoding = Template.Encoding(rawValue: word) else {
                let known = Template.Encoding.allCases.map(\.rawValue)
                return problems.append(
                    TemplateProblem(
                        message: "unknown encoding `\(word)`", offset: piece.startIndex, length: max(piece.count, 1),
                        help: Suggestion.help(for: word, among: known, what: "encoding")))
            }
            part = .encoded(part, encoding)
        }
        if case .text = part {
        } else {
            expressions.append(TemplateExpression(part: part, offset: start - 2, length: end - start + 4))
        }
        append(part)
    }

    private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    private static func trimmed(_ scalars: ArraySlice<Unicode.Scalar>) -> ArraySlice<Unicode.Scalar> {
        let rest = scalars.drop { $0 == " " }
        return rest[..<(rest.lastIndex { $0 != " " }.map { $0 + 1 } ?? rest.startIndex)]
    }

    /// What stands between quotes, where all of it does.
    private static func quoted(_ scalars: ArraySlice<Unicode.Scalar>) -> String? {
        guard scalars.count >= 2, scalars.first == "\"", scalars.last == "\"" else { return nil }
        return string(scalars.dropFirst().dropLast())
    }

    private func part(named name: String) -> Template.Part? {
        if let value = scope.constants[name] { return .text(value) }
        if scope.allowsMachineValues, let value = MachineValue(rawValue: name) { return .machine(value) }
        if let secret = Self.member(name, of: "secrets"), scope.secrets?.contains(secret) == true {
            return .secret(secret)
        }
        if let secret = Self.publicHalf(name), scope.publicHalves.contains(secret) { return .publicHalf(of: secret) }
        if let parameter = Self.member(name, of: "parameters"), scope.parameters?.contains(parameter) == true {
            return .parameter(parameter)
        }
        return nil
    }

    private func problem(with name: String, offset: Int, length: Int) -> TemplateProblem {
        let isMisplaced =
            MachineValue(rawValue: name) != nil || Self.member(name, of: "secrets") != nil && scope.secrets == nil
            || Self.member(name, of: "parameters") != nil && scope.parameters == nil
        if isMisplaced {
            return TemplateProblem(
                message: "`\(name)` cannot stand in \(scope.place)", offset: offset, length: length,
                help: "what can: " + scope.names.joined(separator: ", "))
        }
        if let secret = Self.publicHalf(name), scope.secrets?.contains(secret) == true {
            return TemplateProblem(
                message: "the secret `\(secret)` has no public half", offset: offset, length: length,
                help: "kinds that have one: "
                    + SecretKinds.known.declarations.filter { $0.publicHalf != nil }.map(\.name)
                    .joined(separator: ", "))
        }
        let halves = scope.publicHalves.inOrder.map { "\($0).public" }
        for (table, what, names) in [
            ("secrets", "secret", (scope.secrets?.inOrder ?? []) + halves),
            ("parameters", "parameter", scope.parameters?.inOrder ?? []),
        ] {
            guard let whole = Self.member(name, of: table) else { continue }
            let member = Self.publicHalf(name) ?? whole
            return TemplateProblem(
                message: "there is no \(what) `\(member)`", offset: offset, length: length,
                help: Suggestion.nearest(to: member, among: names).map {
                    "did you mean `\(table).\($0)`?"
                }
                    ?? "declare it under `\(table):`")
        }
        return TemplateProblem(
            message: "unknown value `\(name)`", offset: offset, length: length,
            help: Suggestion.help(for: name, among: scope.names, what: "value"))
    }

    /// The secret that `secrets.NAME.public` is of.
    private static func publicHalf(_ name: String) -> String? {
        let suffix = ".public"
        guard let member = member(name, of: "secrets"), member.hasSuffix(suffix) else { return nil }
        return String(member.dropLast(suffix.count))
    }

    private static func member(_ name: String, of table: String) -> String? {
        name.hasPrefix(table + ".") ? String(name.dropFirst(table.count + 1)) : nil
    }

    private mutating func append(_ part: Template.Part) {
        if case .text(let text) = part {
            pending.append(contentsOf: text.unicodeScalars)
        } else {
            flush()
            parts.append(part)
        }
    }

    private mutating func flush() {
        if !pending.isEmpty { parts.append(.text(String(pending))) }
        pending.removeAll()
    }
}
