import JSON

extension [Diagnostic] {
    /// A JSON array of objects with severity, message, file, line, column, length and help.
    public var json: String { String(decoding: jsonValue.text(pretty: true), as: UTF8.self) + "\n" }

    /// The same as a value.
    public var jsonValue: JSONValue {
        let items = map { diagnostic in
            let members: [JSONValue.Member] = [
                .init("severity", .string(diagnostic.severity.rawValue)), .init("message", .string(diagnostic.message)),
                .init("file", .string(diagnostic.file)), .init("line", .number("\(diagnostic.mark.line)")),
                .init("column", .number("\(diagnostic.mark.column)")), .init("length", .number("\(diagnostic.length)")),
            ]
            return JSONValue.object(members + (diagnostic.help.map { [.init("help", .string($0))] } ?? []))
        }
        return .array(items)
    }
}
