import Installation

extension DatabaseRecord {
    /// Compares a restored database with what this record says of the original.
    ///
    /// - Throws: ``Failure`` that names what differs.
    func require(_ restored: DatabaseRecord, _ title: String) throws {
        let differences = differences(from: restored)
        if differences.isEmpty { return }
        throw Failure(
            .unavailable, "\(title): the restored database \(name) is not what was copied", details: differences,
            help: "the copy does not count as a backup; run this again, and if it stays so, please report it")
    }

    func differences(from restored: DatabaseRecord) -> [String] {
        var found: [String] = []
        for table in Set(rows.keys).union(restored.rows.keys).sorted() where rows[table] != restored.rows[table] {
            let count = { (rows: Int64?) in rows.map { "\($0)" } ?? "missing" }
            found.append("\(table): \(count(rows[table])) before, \(count(restored.rows[table])) after")
        }
        for name in Set(sequences.keys).union(restored.sequences.keys).sorted()
        where !Self.agree(sequences[name], restored.sequences[name]) {
            found.append("the sequence \(name) has another value")
        }
        let missing = Set(extensions).symmetricDifference(restored.extensions).sorted()
        if !missing.isEmpty { found.append("other extensions: \(missing.joined(separator: ", "))") }
        return found
    }

    /// A sequence goes on while the dump is made: its restored value lies between those before and after it.
    private static func agree(_ before: [String]?, _ after: [String]?) -> Bool {
        guard let before, let found = after?.first else { return false }
        if before.contains(found) { return true }
        let numbers = before.compactMap { Int64($0) }
        guard let value = Int64(found), let least = numbers.min(), let most = numbers.max() else { return false }
        return numbers.count < before.count ? value <= most : (least...most).contains(value)
    }
}
