/// A node's values by the core schema of YAML 1.2.
extension Node {
    public var scalar: Scalar? {
        if case .scalar(let scalar) = value { scalar } else { nil }
    }

    /// A scalar's text as written, unless it means null. So `1.10` stays `1.10`.
    public var string: String? {
        isNull ? nil : scalar?.text
    }

    public var isNull: Bool {
        guard let scalar, scalar.isPlain else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.text)
    }

    /// `true` and `false` in lower case, upper case or capitalized; YAML 1.1's `yes` and `on` are not booleans.
    public var bool: Bool? {
        guard let scalar, scalar.isPlain else { return nil }
        switch scalar.text {
        case "true", "True", "TRUE": return true
        case "false", "False", "FALSE": return false
        default: return nil
        }
    }

    /// A decimal, `0x` or `0o` integer.
    public var integer: Int? {
        guard let scalar, scalar.isPlain else { return nil }
        if scalar.text.hasPrefix("0x") { return Int(scalar.text.dropFirst(2), radix: 16) }
        if scalar.text.hasPrefix("0o") { return Int(scalar.text.dropFirst(2), radix: 8) }
        return Int(scalar.text)
    }

    /// An integer or a decimal fraction.
    public var isNumber: Bool {
        guard let scalar, scalar.isPlain, let first = scalar.text.first else { return false }
        return integer != nil || ("0"..."9" ~= first || "+-.".contains(first)) && Double(scalar.text) != nil
    }

    public var sequence: [Node]? {
        if case .sequence(let nodes) = value { nodes } else { nil }
    }

    public var mapping: [Pair]? {
        if case .mapping(let pairs) = value { pairs } else { nil }
    }

    /// The value of the first pair with that key, if this is a mapping.
    public subscript(key: String) -> Node? {
        mapping?.first { $0.key.scalar?.text == key }?.value
    }

    /// A mapping's pairs with its merge keys (`<<`) followed: own keys win, then those of the earlier merged mapping.
    public var mergedPairs: [Pair]? {
        guard let pairs = mapping else { return nil }
        let isMerge = { (pair: Pair) in pair.key.scalar == Scalar(text: "<<", isPlain: true) }
        guard pairs.contains(where: isMerge) else { return pairs }
        var merged = pairs.filter { !isMerge($0) }
        var names = Set(merged.compactMap { $0.key.scalar?.text })
        for source in pairs.filter(isMerge).flatMap({ $0.value.sequence ?? [$0.value] }) {
            merged += (source.mergedPairs ?? []).filter { names.insert($0.key.scalar?.text ?? "").inserted }
        }
        return merged
    }
}
