import ComposeFile
import YAML

/// What the comments of the files tell a person to run once the app is there: `docker compose exec web migrate`.
struct CommentedCommands {
    let draft: Draft
    let old: OldValues

    /// Words of commands that set an app up, and that may run again.
    private static let setup: Set<String> = [
        "migrate", "migration", "migrations", "init", "initialize", "initialise", "setup", "install", "bootstrap",
    ]
    /// Words of those that take something away, or that only a person runs.
    private static let harmful: Set<String> = [
        "reset", "drop", "delete", "remove", "flush", "purge", "wipe", "fresh", "rollback", "down", "revert", "restore",
        "uninstall", "truncate", "undo", "refresh", "destroy",
    ]

    func run() {
        var seen: Set<String> = []
        for (index, file) in draft.files.enumerated() {
            // Most files have none, and to tell a comment from a value takes the whole tree.
            let lines = draft.text.numbers(ofFile: index)
            guard lines.contains(where: { draft.text.line($0).range(ofText: "docker") != nil }) else { continue }
            for comment in draft.text.comments(of: file, index) {
                guard let call = ComposeCall(comment.text), seen.insert("\(call)").inserted,
                    let service = draft.running.first(where: { $0.name == call.service })
                else { continue }
                add(call, service, line: comment.line)
            }
        }
    }

    private func add(_ call: ComposeCall, _ service: ComposeService, line: Int) {
        // Its words may have a password in them, so the report names the program alone.
        let program = old.hidden(call.words?.first ?? "…")
        guard call.verb == .exec else {
            draft.report.add(
                .review,
                "a comment has `\(program)` run in a container of its own of `\(service.name)`: where the first start needs "
                    + "that, make it a service that runs once (`restart: \"no\"`)", line: line)
            return
        }
        guard let words = call.words, isSetup(words), !draft.runsOnce(service) else {
            draft.report.add(
                .review,
                "a comment has `\(program)` run in `\(service.name)`: where the first start needs that, write it as "
                    + "`after_start` into app.yaml", line: line)
            return
        }
        draft.afterStart.append(
            .map([("service", .string(service.name)), ("run", .list(words.map { .string($0) }))]))
        draft.report.add(
            .changed, "`after_start` runs `\(program)` in `\(service.name)` once, as this comment has it", line: line)
    }

    private func isSetup(_ words: [String]) -> Bool {
        let parts = words.flatMap { word in
            word.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
        }
        return parts.contains(where: Self.setup.contains) && !parts.contains(where: Self.harmful.contains)
            // What a secret was once, and what a person is to fill in.
            && words.allSatisfy { old.hidden($0) == $0 && !$0.contains { "<>{}".contains($0) } }
            // A password would be the same on every machine.
            && SecretText.find(inCommand: words).allSatisfy(\.isEmpty)
            && !words.contains { $0.hasPrefix("-") && $0.lowercased().range(ofText: "pass") != nil }
    }
}

/// `docker compose exec SERVICE COMMAND…` or `run --rm` in a text.
struct ComposeCall: Equatable {
    enum Verb: String { case exec, run }

    let verb: Verb
    let service: String
    /// The command; nil where it takes a shell, a user or a variable, which app.yaml has not.
    let words: [String]?

    init?(_ text: String) {
        guard let start = text.range(ofText: "docker compose ") ?? text.range(ofText: "docker-compose ") else {
            return nil
        }
        let isCommand = Self.isBeforeCommand(text[..<start.lowerBound])
        let (all, isPlain) = Self.split(text[start.upperBound...])
        var words = all[...]
        _ = Self.dropOptions(&words, withValue: ["-f", "--file", "-p", "--project-name", "--env-file", "--profile"])
        guard let verb = words.popFirst().flatMap(Verb.init) else { return nil }
        let special = ["-u", "--user", "-e", "--env", "-w", "--workdir", "--index", "--entrypoint", "--name", "-v"]
        let options = Self.dropOptions(&words, withValue: special)
        guard let service = words.popFirst(), !words.isEmpty else { return nil }
        self.verb = verb
        self.service = service
        let isUsual = options.allSatisfy { option in
            !special.contains { option == $0 || option.hasPrefix($0.utf8.count == 2 ? $0 : $0 + "=") }
        }
        let isWhole = words.allSatisfy { $0 != "-" && $0.utf8.allSatisfy { $0 < 0x80 } } && words.last?.last != "."
        self.words = isCommand && isPlain && isUsual && isWhole ? Array(words) : nil
    }

    /// Whether a comment's beginning is such that a command follows, and not a sentence that names one.
    private static func isBeforeCommand(_ text: Substring) -> Bool {
        func trimmed(_ text: Substring) -> Substring {
            var text = text
            while text.last?.isWhitespace == true { text.removeLast() }
            return text
        }
        var rest = trimmed(text)
        if rest.hasSuffix("sudo") { rest = trimmed(rest.dropLast("sudo".count)) }
        return rest.last.map { "#$:`-*".contains($0) } ?? true
    }

    /// Takes the options from the beginning.
    private static func dropOptions(_ words: inout ArraySlice<String>, withValue: [String]) -> [String] {
        var options: [String] = []
        while let option = words.first, option.hasPrefix("-") {
            options.append(option)
            words.removeFirst(min(words.count, withValue.contains(option) ? 2 : 1))
        }
        return options
    }

    /// The words as a POSIX shell has them, up to a comment or to a backquote that ends the command in a sentence, and
    /// whether that takes no shell.
    private static func split(_ text: Substring) -> (words: [String], isPlain: Bool) {
        var words: [String] = []
        var word: String?
        var quote: Character?
        var isPlain = true
        for character in text {
            if let open = quote {
                if character == open {
                    quote = nil
                } else {
                    if open == "\"", "$`\\".contains(character) { isPlain = false }
                    word?.append(character)
                }
                continue
            }
            switch character {
            case "'", "\"":
                quote = character
                word = word ?? ""
            case " ", "\t":
                if let done = word { words.append(done) }
                word = nil
            case "`", "#":
                guard character == "`" || word == nil else {
                    word?.append(character)
                    continue
                }
                return (words + (word.map { [$0] } ?? []), isPlain)
            default:
                if "|&;<>()$\\*?".contains(character) { isPlain = false }
                word = (word ?? "") + String(character)
            }
        }
        return (words + (word.map { [$0] } ?? []), isPlain && quote == nil)
    }
}

extension ComposeText {
    /// The comments of a file, with the lines that they are on. What is within a value is none.
    func comments(of file: ComposeFile, _ index: Int) -> [(line: Int, text: String)] {
        let covered = columns(of: file.root)
        return numbers(ofFile: index).filter { !isRemoved($0) }.compactMap { number in
            let line = Array(self.line(number).unicodeScalars)
            guard let start = Self.comment(in: line, outside: covered[number] ?? []) else { return nil }
            var text = String.UnicodeScalarView()
            text.append(contentsOf: line[start...])
            return (number, String(text))
        }
    }

    /// The column from 0 of the `#` that begins a line's comment.
    static func comment(in line: [Unicode.Scalar], outside covered: [Range<Int>]) -> Int? {
        line.indices.first { index in
            line[index] == "#" && (index == 0 || line[index - 1] == " " || line[index - 1] == "\t")
                && !covered.contains { $0.contains(index) }
        }
    }
}
