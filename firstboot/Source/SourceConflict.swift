import Host
import Installation
import Text

/// Where the owner's source and a release do not go together: what each side did to the same file.
struct SourceConflict {
    private var lines: [String] = []

    /// - Parameter work: The worktree with the merge that failed.
    static func of(_ work: Git, owners: String, vendor: String) async throws -> SourceConflict {
        // Each line is `mode object stage<tab>path`; stages 1, 2 and 3 are before, the owner's and the release's.
        var stages: [String: Set<String>] = [:]
        for entry in try await work.paths("ls-files", "--unmerged", "-z") {
            let parts = entry.split(separator: "\t", maxSplits: 1).map(String.init)
            guard parts.count == 2, let stage = parts[0].split(separator: " ").last else { continue }
            stages[parts[1], default: []].insert(String(stage))
        }
        let base = try await work.ask("merge-base", owners, vendor)?.first ?? vendor
        var conflict = SourceConflict()
        for (path, found) in stages.sorted(by: { $0.key < $1.key }) {
            let mine = try await change(
                work, base, owners, path, isThere: found.contains("2"), was: found.contains("1"))
            let theirs = try await change(
                work, base, vendor, path, isThere: found.contains("3"), was: found.contains("1"))
            conflict.lines.append(VisibleText.of(path))
            conflict.lines.append("  yours: \(mine)")
            conflict.lines.append("  the release's: \(theirs)")
        }
        return conflict
    }

    private static func change(
        _ work: Git, _ base: String, _ side: String, _ path: String, isThere: Bool, was: Bool
    ) async throws -> String {
        guard isThere else { return was ? "deleted or renamed" : "nothing of that name" }
        guard was else { return "added or renamed" }
        let numbers =
            try await work.ask("diff", "--numstat", base, side, "--", path)?.first?.split(separator: "\t") ?? []
        guard numbers.count > 2 else { return "changed" }
        return numbers[0] == "-"
            ? "changed, and it is no text" : "changed, \(numbers[0]) lines added and \(numbers[1]) removed"
    }

    func failure(_ machine: Machine) -> Failure {
        let git = "git -C \(machine.paths.source)"
        return Failure(
            .invalidInput,
            "your changes in \(machine.paths.source) and those of \(machine.plan.app.version) do not go together",
            details: lines.isEmpty ? ["Git does not say where"] : lines,
            help:
                "nothing was changed. Commit what you have (`\(git) add --all`, `\(git) commit`); then "
                + "`\(git) merge refs/landfall/vendor` brings both sides into these files: put them right, `\(git) add` them, "
                + "`\(git) commit`, and update again; `\(git) merge --abort` takes that back")
    }
}
