import Foundation
import Host

/// What a run of `generate` prints for its user.
public struct Summary {
    public let text: String

    /// - Parameters:
    ///   - folder: Where the files were written.
    ///   - artifacts: These files.
    ///   - build: The command that builds images of the same app.
    public init(folder: String, _ artifacts: [Artifact], build: Command) {
        let width = artifacts.map(\.path.count).max() ?? 0
        var lines = [Self.line(folder: folder, artifacts).dropLast() + ":"]
        lines += artifacts.map { artifact in
            "  " + artifact.path.padding(toLength: width, withPad: " ", startingAt: 0) + "  " + Self.size(artifact.size)
        }
        lines += ["Next:"] + Self.nextSteps(folder, artifacts.map(\.path), build).map { "  " + $0 }
        text = lines.joined(separator: "\n") + "\n"
    }

    /// The same in one line, for one of many apps.
    public static func line(folder: String, _ artifacts: [Artifact]) -> String {
        let total = artifacts.reduce(0) { $0 + $1.size }
        return "Wrote \(artifacts.count) files to \(folder), \(size(total))."
    }

    private static func nextSteps(_ folder: String, _ paths: [String], _ build: Command) -> [String] {
        var steps: [String] = []
        if let template = paths.first(where: { $0.hasSuffix("image.pkr.hcl") }) {
            let place = "\(folder)/" + template.dropLast("/image.pkr.hcl".count)
            steps.append("the images: \(build.line)")
            steps.append(
                "  one of them with Packer directly, after generate --programs: "
                    + ShellWord.sequence([Command("packer", ["init", place]), Command("packer", ["build", place])]))
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
