import Plan
import YAML

/// `cloud-init/PROVIDER.yaml`: what an owner pastes when ordering a machine.
///
/// The script lies among cloud-init's per-boot scripts and removes itself when it is done: cloud-init runs `runcmd`
/// once for each machine whatever came of it, so that a power cut in its middle would end the installation for good.
public struct UserData: Sendable {
    public let text: String

    public init(_ download: Download) {
        let app = download.plan.app
        let script = "/var/lib/cloud/scripts/per-boot/\(app.name)-install"
        var files: [YAMLValue] = []
        if !download.plan.parameters.isEmpty {
            files.append(
                Self.file(
                    download.parametersPath, mode: "0600", ParametersFile.text(download.plan.parameters)))
        }
        files.append(Self.file(script, mode: "0700", Self.script(download, at: script)))
        let introduction = [
            "#cloud-config",
            "# \(app.title) \(app.version): paste this as the user-data of a new machine.",
            download.plan.parameters.isEmpty ? nil : "# Fill in the values of \(download.parametersPath) first.",
        ]
        text =
            introduction.compactMap { $0.map { Shell.singleLine($0) + "\n" } }.joined()
            + YAML.emit(.map([("write_files", .list(files))]))
    }

    private static func file(_ path: String, mode: String, _ content: String) -> YAMLValue {
        .map([("path", .string(path)), ("permissions", .string(mode)), ("content", .literalBlock(content))])
    }

    private static func script(_ download: Download, at path: String) -> String {
        """
        #!/bin/sh
        # Runs at every boot until the installation is complete.
        set -eu

        \(FetchScript(download: download).functions)

        install_binary
        "$command" prepare
        "$command" provision
        rm -f \(path)

        """
    }
}
