import Foundation

/// What a run of `generate` tells its user.
public struct Summary {
    public let text: String

    public init(folder: String, rendering: Rendering) {
        let artifacts = rendering.artifacts
        let total = artifacts.reduce(0) { $0 + $1.size }
        let width = artifacts.map(\.path.count).max() ?? 0
        var lines = ["Wrote \(artifacts.count) files to \(folder), \(Self.size(total)):"]
        lines += artifacts.map { artifact in
            "  " + artifact.path.padding(toLength: width, withPad: " ", startingAt: 0) + "  " + Self.size(artifact.size)
        }
        lines += rendering.notes.map { "note: \($0)" }
        lines += ["Next:"] + Self.nextSteps(folder: folder, paths: artifacts.map(\.path)).map { "  " + $0 }
        text = lines.joined(separator: "\n") + "\n"
    }

    private static func nextSteps(folder: String, paths: [String]) -> [String] {
        var steps: [String] = []
        if let template = paths.first(where: { $0.hasSuffix("image.pkr.hcl") }) {
            let place = "\(folder)/" + template.dropLast("/image.pkr.hcl".count)
            steps.append("an image: packer init \(place) && packer build \(place)")
        }
        if paths.contains(where: { $0.hasPrefix("cloud-init/") }) {
            steps.append("a release: upload the files of \(folder)/firstboot to app.yaml's release.url")
            steps.append("a machine: paste a file of \(folder)/cloud-init as its user-data")
        }
        return steps
    }

    /// In decimal units, as providers and file listings count.
    private static func size(_ bytes: Int) -> String {
        switch bytes {
        case ..<1000: "\(bytes) B"
        case ..<1_000_000: String(format: "%.1f kB", Double(bytes) / 1000)
        default: String(format: "%.1f MB", Double(bytes) / 1_000_000)
        }
    }
}
