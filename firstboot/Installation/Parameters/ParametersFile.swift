import Host
import YAML

/// /etc/NAME/parameters.yaml: the owner's values, one `NAME: VALUE` a line.
package struct ParametersFile {
    /// Bytes.
    package static let limit = 1 << 20

    private let command: String
    private let files: Files
    private let path: String

    package init(_ machine: Machine) {
        command = machine.command
        files = machine.files
        path = machine.paths.parameters
    }

    /// The name in messages.
    package var name: String { files.root.path(path) }

    /// - Throws: ``Failure`` that names the place of the first invalid value, without repeating it.
    package func read() throws -> [String: GivenValue] {
        guard let node = try parse(), !node.isNull else { return [:] }
        guard let pairs = node.mapping else { throw wrong(node, "is not a list of `NAME: VALUE` lines") }
        var values: [String: GivenValue] = [:]
        for pair in pairs {
            guard let key = pair.key.string else { throw wrong(pair.key, "is not a name") }
            if values[key] != nil { throw wrong(pair.key, "gives \(key) a second time") }
            guard let text = text(pair.value) else { throw wrong(pair.value, "is neither text nor a list of texts") }
            values[key] = GivenValue(text: text, origin: place(pair.value.start))
        }
        return values
    }

    /// Adds or replaces values in the file, durably. Only root can read it. An empty value changes nothing.
    ///
    /// - Throws: ``Failure`` or ``FileFailure`` if the file cannot be read or written.
    package func keep(_ given: [String: String]) throws {
        let old = try read().mapValues(\.text)
        let new = old.merging(given.filter { !$0.value.isEmpty }) { $1 }
        if new != old { try write(new) }
    }

    /// Durably gives one value back what it was.
    ///
    /// - Parameter value: nil if the file had none.
    /// - Throws: As ``keep(_:)``.
    package func bringBack(_ name: String, to value: String?) throws {
        let old = try read().mapValues(\.text)
        var new = old
        new[name] = value
        if new != old { try write(new) }
    }

    private func write(_ new: [String: String]) throws {
        let introduction = "# Change a value here, then run `\(command) provision`.\n"
        let lines = YAML.emit(.map(new.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
        try files.createFolderIfMissing(String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex)))
        try files.write(path, Array((introduction + lines).utf8), mode: 0o600)
    }

    private func parse() throws -> Node? {
        do {
            return try files.read(path, limit: Self.limit).flatMap { try YAML.parse($0) }
        } catch let error as YAMLError {
            throw Failure(.invalidInput, "\(place(error.mark)): \(error.message)", help: error.help)
        } catch let failure as FileFailure where failure.errno == .fileTooLarge {
            throw Failure(
                .invalidInput, "\(name) has more than \(Self.limit) bytes", help: "write one `NAME: VALUE` a line")
        }
    }

    /// A list is a value of `many-of`: its members joined by commas.
    private func text(_ node: Node) -> String? {
        switch node.value {
        case .scalar(let scalar): node.isNull ? "" : scalar.text
        case .sequence(let members):
            members.allSatisfy { $0.string != nil } ? members.compactMap(\.string).joined(separator: ",") : nil
        case .mapping: nil
        }
    }

    private func place(_ mark: Mark) -> String { "\(name):\(mark.line):\(mark.column)" }

    private func wrong(_ node: Node, _ what: String) -> Failure {
        Failure(
            .invalidInput, "\(place(node.start)): this \(what)",
            help: "write one `NAME: VALUE` a line, text with special characters in quotes")
    }
}
