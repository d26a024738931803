/// Whether a reader that expands `$NAME` and `${NAME}` would take the next text as part of the name.
struct Expansion {
    private enum State { case text, dollar, name, brace }
    private var state = State.text

    /// Right after a `$`, or within `${ }`.
    var isBegun: Bool { state == .dollar || state == .brace }
    /// The same, or after a name that further letters would lengthen.
    var takesLetters: Bool { state != .text }

    mutating func pass(_ scalar: Unicode.Scalar) {
        switch state {
        case .brace: if scalar == "}" { state = .text }
        case .dollar where scalar == "{": state = .brace
        case .dollar, .name:
            state = scalar == "$" ? .dollar : scalar.isNamePart ? .name : .text
        case .text: if scalar == "$" { state = .dollar }
        }
    }

    /// What was a value, or an escaped character.
    mutating func passText() { if state != .brace { state = .text } }

    static func problem(_ piece: Int) -> UnfitValue {
        UnfitValue(
            piece: piece, reason: "it is where a variable's name continues",
            help: "write `${NAME}` before it, or `\\$` for the character itself")
    }
}

extension Unicode.Scalar {
    fileprivate var isNamePart: Bool {
        ("0"..."9").contains(self) || ("A"..."Z").contains(self) || ("a"..."z").contains(self) || self == "_"
    }
}
