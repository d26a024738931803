/// SHA256SUMS, for `sha256sum -c`. It also shows the next run which files are its own.
enum Checksums {
    static let path = "SHA256SUMS"

    static func artifact(for artifacts: [Artifact]) -> Artifact {
        let lines = artifacts.sorted { $0.path < $1.path }.map { "\($0.sha256)  \($0.path)\n" }
        return Artifact(path: path, content: .text(lines.joined()))
    }

    /// Digests keyed by path. Lines that do not name a file within the folder are skipped.
    static func parse(_ text: String) -> [String: String] {
        var digests: [String: String] = [:]
        for line in text.split(separator: "\n") {
            guard let gap = line.firstRange(of: "  ") else { continue }
            let path = line[gap.upperBound...]
            let components = path.split(separator: "/", omittingEmptySubsequences: false)
            guard components.allSatisfy({ !["", ".", ".."].contains($0) }) else { continue }
            digests[String(path)] = String(line[..<gap.lowerBound])
        }
        return digests
    }
}
