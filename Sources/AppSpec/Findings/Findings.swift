import YAML

/// Collects what is found wrong, so that all of it is reported at once.
final class Findings {
    /// More help nobody, and a hostile file's would fill the memory.
    static let most = 1000

    private(set) var diagnostics: [Diagnostic] = []
    private(set) var sources: [String: SourceText] = [:]

    /// In the order of the files' first appearance, then of the text.
    var sorted: [Diagnostic] {
        var order: [String: Int] = [:]
        for diagnostic in diagnostics where order[diagnostic.file] == nil { order[diagnostic.file] = order.count }
        return diagnostics.enumerated()
            .sorted { left, right in
                let a = (order[left.element.file] ?? 0, left.element.mark.line, left.element.mark.column, left.offset)
                let b = (
                    order[right.element.file] ?? 0, right.element.mark.line, right.element.mark.column, right.offset
                )
                return a < b
            }
            .map(\.element)
    }

    var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

    func add(_ diagnostic: Diagnostic) {
        guard diagnostics.count <= Self.most else { return }
        guard diagnostics.count == Self.most else { return diagnostics.append(diagnostic) }
        diagnostics.append(
            Diagnostic(
                .error, "there are more than \(Self.most) findings", file: diagnostic.file, at: diagnostic.mark,
                help: "mend the first ones: the rest is not shown"))
    }

    func reporter(for source: SourceText) -> Reporter {
        sources[source.file] = source
        return Reporter(source: source, findings: self)
    }
}

/// Reports on one file.
struct Reporter {
    let source: SourceText
    let findings: Findings

    func error(_ message: String, at node: Node, help: String) {
        add(.error, message, at: node.start, length: node.lengthOnLine, help: help)
    }

    func warning(_ message: String, at node: Node, help: String) {
        add(.warning, message, at: node.start, length: node.lengthOnLine, help: help)
    }

    func error(_ error: YAMLError) {
        add(.error, error.message, at: error.mark, length: 1, help: error.help)
    }

    func add(_ severity: Diagnostic.Severity, _ message: String, at mark: Mark, length: Int, help: String) {
        findings.add(Diagnostic(severity, message, file: source.file, at: mark, length: length, help: help))
    }
}

extension Node {
    /// The columns that a scalar takes, or 1 where it spans lines or is a collection.
    fileprivate var lengthOnLine: Int {
        scalar != nil && start.line == end.line ? max(1, end.column - start.column) : 1
    }
}
