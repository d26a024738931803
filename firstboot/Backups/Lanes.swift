import Plan

/// Two ways through the items of a backup, side by side: one for the databases of servers, which wait for a processor, and
/// one for files, which wait for the disk. In each, one item follows the other, so that there is only one throw-away
/// server at a time.
enum Lanes {
    /// Whether an item is a server's.
    static func isServer(_ item: Backup.Item) -> Bool { item.store.server != nil }

    /// - Parameter body: Gets an item's place in the list. The first that fails cancels the other lane.
    /// - Returns: What it returned, in the order of the items.
    static func run<Answer: Sendable>(
        _ items: [Backup.Item], _ body: @escaping @Sendable (Int) async throws -> Answer
    ) async throws -> [Answer] {
        let lanes = [items.indices.filter { isServer(items[$0]) }, items.indices.filter { !isServer(items[$0]) }]
        return try await withThrowingTaskGroup(of: [(Int, Answer)].self) { group in
            for lane in lanes where !lane.isEmpty {
                group.addTask {
                    var answers: [(Int, Answer)] = []
                    for index in lane {
                        try Task.checkCancellation()
                        answers.append((index, try await body(index)))
                    }
                    return answers
                }
            }
            var found: [(Int, Answer)] = []
            for try await answers in group { found += answers }
            return found.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }
}
