/// What somebody who wrote `word` may have meant.
public enum Suggestion {
    private static let longestList = 16
    /// A file written by a person has no more, and comparing all pairs would take minutes.
    private static let mostCandidates = 500

    /// The help line: the nearest candidate if there is one, else all of them.
    public static func help(for word: String, among candidates: [String], what: String) -> String {
        if let nearest = nearest(to: word, among: candidates) { return "did you mean `\(nearest)`?" }
        guard !candidates.isEmpty else { return "there is no \(what)" }
        let shown = candidates.prefix(longestList).map { "`\($0)`" }.joined(separator: ", ")
        return "the \(what)s are " + shown + (candidates.count > longestList ? ", …" : "")
    }

    /// The nearest candidate within a third of the word's length in edits; of several, the first.
    public static func nearest(to word: String, among candidates: [String]) -> String? {
        guard word.utf8.count <= 64, candidates.count <= mostCandidates else { return nil }
        let limit = max(1, word.count / 3)
        let similar = candidates.filter { abs($0.utf8.count - word.utf8.count) <= limit }
        let distances = similar.map { ($0, distance(Array(word.lowercased()), Array($0.lowercased()))) }
        guard let best = distances.min(by: { $0.1 < $1.1 }), best.1 <= limit else { return nil }
        return best.0
    }

    /// Insertions, deletions, replacements and swaps of neighbours between the two.
    private static func distance(_ a: [Character], _ b: [Character]) -> Int {
        var beforeLast = [Int](repeating: 0, count: b.count + 1)
        var last = Array(0...b.count)
        for i in 0..<a.count {
            var row = [i + 1]
            for j in 0..<b.count {
                var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, beforeLast[j - 1] + 1) }
                row.append(cost)
            }
            (beforeLast, last) = (last, row)
        }
        return last[b.count]
    }
}
