import CYAML
import Text

/// libyaml's parser, one event at a time.
struct EventReader: ~Copyable {
    enum Event {
        case scalar(Node.Scalar, Properties)
        case sequenceStart(Properties)
        case mappingStart(Properties)
        case collectionEnd
        case alias(String)
        case documentStart
        case documentEnd
        case streamStart
        case streamEnd
    }
    struct Properties {
        var anchor: String?
        /// See ``Node/tag``.
        var tag: String?

        fileprivate init(anchor: UnsafeMutablePointer<yaml_char_t>?, tag: UnsafeMutablePointer<yaml_char_t>?) {
            self.anchor = EventReader.string(anchor)
            self.tag = EventReader.string(tag).flatMap { $0.utf8.first == UInt8(ascii: "!") && $0 != "!" ? $0 : nil }
        }
    }
    struct Marked {
        var event: Event
        var start: Mark
        var end: Mark
    }

    /// On the heap, because libyaml keeps the parser's own address in it.
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let bytes: UnsafeBufferPointer<UInt8>
    private let firstLine: Int

    /// - Parameter bytes: UTF-8 without a byte order mark; must outlive the reader.
    init(_ bytes: UnsafeBufferPointer<UInt8>, firstLine: Int) throws(YAMLError) {
        self.bytes = bytes
        self.firstLine = firstLine
        parser = .allocate(capacity: 1)
        guard yaml_parser_initialize(parser) == 1 else {
            parser.deallocate()
            throw YAMLError("out of memory", at: Mark(line: 1, column: 1), help: "free some memory")
        }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    mutating func next() throws(YAMLError) -> Marked {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw failure() }
        defer { yaml_event_delete(&event) }
        return Marked(event: Self.translate(event), start: mark(event.start_mark), end: mark(event.end_mark))
    }

    private static func translate(_ event: yaml_event_t) -> Event {
        switch event.type {
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let text = String(
                decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
            // `!!merge` says of `<<` what it is anyway.
            let isPlain =
                scalar.style == YAML_PLAIN_SCALAR_STYLE
                && (scalar.tag == nil || string(scalar.tag) == "tag:yaml.org,2002:merge")
            return .scalar(
                Node.Scalar(text: text, isPlain: isPlain), Properties(anchor: scalar.anchor, tag: scalar.tag))
        case YAML_SEQUENCE_START_EVENT:
            let start = event.data.sequence_start
            return .sequenceStart(Properties(anchor: start.anchor, tag: start.tag))
        case YAML_MAPPING_START_EVENT:
            let start = event.data.mapping_start
            return .mappingStart(Properties(anchor: start.anchor, tag: start.tag))
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: return .collectionEnd
        case YAML_ALIAS_EVENT: return .alias(string(event.data.alias.anchor) ?? "")
        case YAML_DOCUMENT_START_EVENT: return .documentStart
        case YAML_DOCUMENT_END_EVENT: return .documentEnd
        case YAML_STREAM_START_EVENT: return .streamStart
        default: return .streamEnd
        }
    }

    fileprivate static func string(_ text: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        text.map { String(cString: $0) }
    }

    private func failure() -> YAMLError {
        let problem = parser.pointee.problem.map { String(cString: $0) } ?? "out of memory"
        guard parser.pointee.error != YAML_READER_ERROR else {
            var mark = Mark(offset: parser.pointee.problem_offset, in: bytes)
            mark.line += firstLine - 1
            return YAMLError("this is not a text file in UTF-8: \(problem)", at: mark, help: "save it as UTF-8 text")
        }
        let context = parser.pointee.context.map { " (" + String(cString: $0) + ")" } ?? ""
        // If a quotation mark or bracket is never closed, the place where it was opened says more.
        let isUnclosed = problem.contains("end of stream") && parser.pointee.context != nil
        return YAMLError(
            "this is not valid YAML: \(problem)\(context)",
            at: mark(isUnclosed ? parser.pointee.context_mark : parser.pointee.problem_mark),
            help: isUnclosed ? "close what is opened here" : Self.help(for: problem))
    }

    private func mark(_ mark: yaml_mark_t) -> Mark {
        Mark(line: Int(mark.line) + firstLine, column: Int(mark.column) + 1)
    }

    private static func help(for problem: String) -> String {
        if problem.contains("character that cannot start any token") {
            return "indent with spaces, not tabs, and quote a value that begins with `@`, `%` or a backtick"
        }
        if problem.contains("mapping values are not allowed") {
            return "check the indentation, and quote a value that holds `: `"
        }
        if problem.contains("could not find expected ':'") || problem.contains("did not find expected key") {
            return "check the indentation of this line and the one before it"
        }
        return problem.contains("tab character")
            ? "indent with spaces, not tabs" : "check the indentation, quotation marks and brackets up to here"
    }
}

extension Mark {
    /// The place of a byte, from the line feeds and first bytes of characters before it.
    fileprivate init(offset: Int, in bytes: UnsafeBufferPointer<UInt8>) {
        self.init(line: 1, column: 1)
        for byte in bytes.prefix(offset) {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
    }
}
