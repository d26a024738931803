/// What became of each thing in an imported file, for the person who reads the result.
public struct ImportReport: Sendable {
    public enum Outcome: String, CaseIterable, Sendable {
        /// Each machine makes it for itself.
        case secret
        /// The owner of a machine may give it.
        case parameter
        /// A variable with a fixed value.
        case value
        /// It is in the result, in another form.
        case changed
        /// It has no meaning on a machine, so the result does without it.
        case leftOut = "left out"
        /// A reviewer would ask about it.
        case review
        /// It cannot be carried over.
        case refused
    }

    public struct Item: Equatable, Sendable {
        public var outcome: Outcome
        /// In the imported file; nil where it concerns the whole file.
        public var line: Int?
        /// Never contains a secret's value.
        public var text: String
    }

    /// The file's name as the user gave it.
    public let file: String
    public private(set) var items: [Item] = []

    init(file: String) { self.file = file }

    public mutating func add(_ outcome: Outcome, _ text: String, line: Int? = nil) {
        let item = Item(outcome: outcome, line: line, text: text)
        if !items.contains(item) { items.append(item) }
    }

    public var refusals: [Item] { items.filter { $0.outcome == .refused } }

    /// One line for each item, in the order of the outcomes and then of the file.
    public var text: String {
        Outcome.allCases.flatMap { outcome in
            items.enumerated().filter { $0.element.outcome == outcome }
                .sorted { ($0.element.line ?? 0, $0.offset) < ($1.element.line ?? 0, $1.offset) }
                .map { _, item in
                    let place = item.line.map { "\(file):\($0)" } ?? file
                    return "  \(outcome.rawValue): \(place): \(item.text)\n"
                }
        }.joined()
    }
}
