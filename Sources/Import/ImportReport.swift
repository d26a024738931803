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

    public struct Item: Hashable, Sendable {
        public var outcome: Outcome
        /// Its name as the user gave it.
        public var file: String
        /// In that file; nil where it concerns the whole file.
        public var line: Int?
        /// Never contains a secret's value.
        public var text: String
    }

    /// The files' names as the user gave them, the first of which the others are laid over.
    public private(set) var files: [String]
    public private(set) var items: [Item] = []
    private var known: Set<Item> = []

    init(files: [String]) { self.files = files }

    /// The number of a file for lines in the numbering of ``ComposeText``.
    mutating func number(ofFile name: String) -> Int {
        if let known = files.firstIndex(of: name) { return known }
        files.append(name)
        return files.count - 1
    }

    /// - Parameter line: In the numbering of ``ComposeText``.
    public mutating func add(_ outcome: Outcome, _ text: String, line: Int? = nil) {
        let place = line.map(ComposeText.place)
        let item = Item(outcome: outcome, file: files[place?.file ?? 0], line: place?.line, text: text)
        if known.insert(item).inserted { items.append(item) }
    }

    public var refusals: [Item] { items.filter { $0.outcome == .refused } }

    /// One line for each item, in the order of the outcomes and then of the file.
    public var text: String {
        Outcome.allCases.flatMap { outcome in
            items.enumerated().filter { $0.element.outcome == outcome }
                .sorted { left, right in
                    let (a, b) = (left.element, right.element)
                    let order = (place(of: a), place(of: b))
                    return (order.0.0, order.0.1, left.offset) < (order.1.0, order.1.1, right.offset)
                }
                .map { _, item in
                    let place = item.line.map { "\(item.file):\($0)" } ?? item.file
                    return "  \(outcome.rawValue): \(place): \(item.text)\n"
                }
        }.joined()
    }

    private func place(of item: Item) -> (file: Int, line: Int) {
        (files.firstIndex(of: item.file) ?? 0, item.line ?? 0)
    }
}
