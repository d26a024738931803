import Plan
import YAML

/// `cloud-init/PROVIDER.yaml`: what an owner pastes when ordering a machine; and `PROVIDER/vendor-data.yaml`: the same as
/// what a publisher gives a marketplace for the provider's own image.
///
/// The script is one of cloud-init's per-boot scripts and removes itself when it is done. cloud-init runs `runcmd` only
/// once per machine, whatever the outcome, so a power cut in the middle would end the installation for good.
public struct UserData: Sendable {
    public let text: String

    /// Puts our files before those of another cloud-config, where cloud-init would otherwise keep only one of the two
    /// lists. The other one is an owner's user-data, if a hoster gives this as vendor data, or another part of the same
    /// user-data. If both have the same file, the owner's wins.
    ///
    /// It is needed twice: cloud-init removes `merge_how` from a cloud-config when it joins parts. When it then joins
    /// vendor data and user-data (`dict_extract_mergers`), it uses `merge_type`.
    private static let merging: [(String, YAMLValue)] = ["merge_how", "merge_type"].map {
        ($0, .string("list(prepend)+dict(recurse_list,no_replace)+str()"))
    }

    /// Whose words it is.
    public enum Giver: Sendable {
        /// - Parameter field: What the provider's form calls user-data; nil where it says user-data.
        case owner(field: String?)
        /// The values come by the marketplace's form, or by the owner's user-data, so it has no place for them.
        case publisher
    }

    public init(_ download: Download, by giver: Giver = .owner(field: nil)) {
        let app = download.plan.app
        let script = "/var/lib/cloud/scripts/per-boot/\(app.name)-install"
        var files: [YAMLValue] = []
        let takesValues = giver.isOwner && !download.plan.parameters.isEmpty
        if takesValues {
            files.append(
                Self.file(
                    download.parametersPath, mode: "0600", ParametersFile.text(download.plan.parameters)))
        }
        files.append(Self.file(script, mode: "0700", Self.script(download, at: script)))
        let introduction = [
            "#cloud-config",
            "# \(app.title) \(app.version): \(giver.instruction)",
            takesValues ? Self.fillingIn(download) : nil,
        ]
        text =
            introduction.compactMap { $0.map { Shell.singleLine($0) + "\n" } }.joined()
            + YAML.emit(.map(Self.merging + [("write_files", .list(files))]))
    }

    private static func fillingIn(_ download: Download) -> String {
        download.plan.parameters.contains(where: \.isRequired)
            ? "# Fill in the required values below first; uncomment the optional ones that you want."
            : "# It works as it is. To give a value, uncomment its line below."
    }

    private static func file(_ path: String, mode: String, _ content: String) -> YAMLValue {
        .map([("path", .string(path)), ("permissions", .string(mode)), ("content", .literalBlock(content))])
    }

    private static func script(_ download: Download, at path: String) -> String {
        """
        #!/bin/sh
        # Runs at every boot until the installation is complete.
        \(FetchScript.whole(statements(download, at: path)))
        """
    }

    private static func statements(_ download: Download, at path: String) -> String {
        """
        set -eu

        \(FetchScript(download: download, patience: .endless).functions)

        if ! is_set_up; then
            install_binary
            patiently "$command" prepare
        fi
        patiently "$command" provision
        rm -f \(path)
        """
    }
}

extension UserData.Giver {
    fileprivate var isOwner: Bool {
        if case .owner = self { true } else { false }
    }

    fileprivate var instruction: String {
        switch self {
        case .owner(nil): "paste this as the user-data of a new machine."
        case .owner(let field?): "paste this into \"\(field)\" of a new machine: so the form calls user-data."
        case .publisher: "the vendor data of a marketplace's app without an image of its own."
        }
    }
}
