import YAML

/// Collects all problems, so that they are reported together.
public final class Findings {
    /// More findings help nobody, and a hostile file's could fill the memory.
    public static let most = 1000

    public private(set) var diagnostics: [Diagnostic] = []
    /// The texts of the files with findings, keyed by name.
    public private(set) var sources: [String: SourceText] = [:]

    public init() {}

    /// In the order of the files' first appearance, then of the text.
    public var sorted: [Diagnostic] {
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

    public var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

    public func add(_ diagnostic: Diagnostic) {
        // A service that several others extend is checked with each of them.
        guard diagnostics.count <= Self.most, !diagnostics.contains(diagnostic) else { return }
        guard diagnostics.count == Self.most else { return diagnostics.append(diagnostic) }
        diagnostics.append(
            Diagnostic(
                .error, "there are more than \(Self.most) findings", file: diagnostic.file, at: diagnostic.mark,
                help: "fix these first: the rest is not shown"))
    }

    /// A reporter for one file, whose text is kept for the excerpts.
    public func reporter(for source: SourceText) -> Reporter {
        sources[source.file] = source
        return Reporter(source: source, findings: self)
    }
}

/// Reports on one file.
public struct Reporter {
    public let source: SourceText
    public let findings: Findings

    /// Reports at a node; a scalar on one line is underlined.
    public func error(_ message: String, at node: Node, help: String) {
        add(.error, message, at: node.start, length: node.lengthOnLine, help: help)
    }

    public func warning(_ message: String, at node: Node, help: String) {
        add(.warning, message, at: node.start, length: node.lengthOnLine, help: help)
    }

    public func error(_ error: YAMLError) {
        add(.error, error.message, at: error.mark, length: 1, help: error.help)
    }

    /// - Parameter length: How many columns to underline.
    public func add(_ severity: Diagnostic.Severity, _ message: String, at mark: Mark, length: Int, help: String) {
        findings.add(Diagnostic(severity, message, file: source.file, at: mark, length: length, help: help))
    }
}

extension Node {
    /// The columns that a scalar takes, or 1 if it spans lines or is a collection.
    package var lengthOnLine: Int {
        scalar != nil && start.line == end.line ? max(1, end.column - start.column) : 1
    }
}
