/// Values by their names, in the order in which they came.
struct Named<Value>: Sequence {
    private var names: [String] = []
    private var values: [String: Value] = [:]

    var isEmpty: Bool { names.isEmpty }
    var count: Int { names.count }

    subscript(name: String) -> Value? { values[name] }

    /// Does nothing where the name has a value already.
    mutating func add(_ name: String, _ value: Value) {
        guard values[name] == nil else { return }
        names.append(name)
        values[name] = value
    }

    mutating func change(_ name: String, to value: Value) {
        if values[name] != nil { values[name] = value }
    }

    /// Takes out all but the first ones.
    mutating func keep(first count: Int) {
        for name in names.dropFirst(count) { values[name] = nil }
        names.removeLast(Swift.max(0, names.count - count))
    }

    func makeIterator() -> AnyIterator<(name: String, value: Value)> {
        var rest = names.makeIterator()
        return AnyIterator {
            guard let name = rest.next(), let value = values[name] else { return nil }
            return (name, value)
        }
    }
}
