/// SHA256SUMS, as `sha256sum -c` reads it. It also tells the next run which files are its own.
enum Checksums {
    static let path = "SHA256SUMS"

    static func artifact(for artifacts: [Artifact]) -> Artifact {
        let lines = artifacts.sorted { $0.path < $1.path }.map { "\($0.sha256)  \($0.path)\n" }
        return Artifact(path: path, content: .text(lines.joined()))
    }

    /// Digests by path, of the lines that name a file within the folder; others are passed over.
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
