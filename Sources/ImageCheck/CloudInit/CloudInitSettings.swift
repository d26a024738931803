import Text
import YAML

/// What an image's files say about whether and how cloud-init runs.
///
/// Source: cloud-init's documentation (explanation/boot, howto/disable_cloud_init, reference/network-config) and its
/// generator and ds-identify, 22.4 to 25.1.
public struct CloudInitSettings {
    private let tree: ImageTree

    public init(_ tree: ImageTree) { self.tree = tree }

    public var isInstalled: Bool {
        ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"]
            .contains { tree.isExecutable($0 + "/cloud-init") }
    }

    /// Whether cloud-init runs at boot and writes the new machine's network settings.
    public var writesNetwork: Bool { isInstalled && obstacles.isEmpty && networkObstacles.isEmpty }

    /// What keeps cloud-init from running, or from running the hook.
    var obstacles: [Finding] { marks + masks + kernel("cloud-init=disabled") + sources + stages }

    /// What keeps it from setting up the network.
    var networkObstacles: [Finding] {
        let setting = last("network").flatMap { file, node in
            node["config"]?.string == "disabled" || node.string == "disabled"
                ? Finding(file, "`network: {config: disabled}` leaves the network as the image has it") : nil
        }
        return [setting].compactMap(\.self) + kernel("network-config=disabled")
    }

    private var marks: [Finding] {
        let file = "/etc/cloud/cloud-init.disabled"
        return tree.exists(file) ? [Finding(file, "turns cloud-init off")] : []
    }

    private static let stages = [
        "cloud-init-main.service", "cloud-init-local.service", "cloud-init.service", "cloud-init-network.service",
        "cloud-config.service", "cloud-final.service",
    ]
    private static let vendorFolders = ["/usr/lib/systemd/system", "/lib/systemd/system"]
    private static let generator = "/etc/systemd/system-generators/cloud-init-generator"

    /// Units that are masked or not enabled.
    private var masks: [Finding] {
        let installed = Self.stages.compactMap { unit in
            Self.vendorFolders.map { "\($0)/\(unit)" }.first(where: tree.exists)
        }
        if installed.isEmpty { tree.gaps.note("no unit of cloud-init is in /usr/lib/systemd/system") }
        let masked = (Self.stages + ["cloud-init.target", "cloud-config.target"]).map { "/etc/systemd/system/\($0)" }
            .filter(isMasked)
        let wanted = (Self.vendorFolders + ["/etc/systemd/system"]).flatMap { folder in
            tree.paths(matching: "\(folder)/*.wants").flatMap(tree.names(in:))
        }
        let loose = installed.filter { path in
            let unit = String(path.split(separator: "/").last ?? "")
            return !wanted.contains(unit) && !masked.contains("/etc/systemd/system/\(unit)")
        }
        return masked.map { Finding($0, "the unit is masked") }
            + loose.map { Finding($0, "the unit is disabled: no target starts it") }
            + (isMasked(Self.generator) ? [Finding(Self.generator, "cloud-init's generator is masked")] : [])
    }

    /// A link to /dev/null or an empty file, see systemd.unit(5).
    private func isMasked(_ path: String) -> Bool {
        switch tree.kind(path) {
        case .link: tree.target(of: tree.resolve(path, followsLast: false) ?? path) == "/dev/null"
        case .file: tree.size(path) == 0
        default: false
        }
    }

    private func kernel(_ option: String) -> [Finding] {
        KernelOptions(tree).files.filter { KernelOptions.words(tree.text($0)).contains(option) }
            .map { Finding($0, "the kernel option `\(option)` is set") }
    }

    /// The data sources where cloud-init may look.
    private var sources: [Finding] {
        let identify = "/etc/cloud/ds-identify.cfg"
        let policy = tree.text(identify).split(separator: "\n").last { $0.hasPrefix("policy:") }
        let isOff = policy?.dropFirst("policy:".count).drop(while: \.isWhitespace).hasPrefix("disabled") ?? false
        let list = last("datasource_list").flatMap { file, node -> Finding? in
            guard let names = node.sequence?.compactMap(\.string) else { return nil }
            return names.contains { $0 != "None" }
                ? nil
                : Finding(file, "`datasource_list` names no data source for cloud-init")
        }
        return (isOff ? [Finding(identify, "`policy: disabled` turns cloud-init off")] : [])
            + [list].compactMap(\.self)
    }

    /// The module that runs the hook, in the list of the last stage.
    private var stages: [Finding] {
        guard let (file, node) = last("cloud_final_modules") else { return [] }
        let names = (node.sequence ?? []).compactMap { ($0.sequence?.first ?? $0).string }
        return names.contains { $0.replacing("_", with: "-") == "scripts-per-instance" }
            ? [] : [Finding(file, "`cloud_final_modules` lacks scripts-per-instance, which runs the hook")]
    }

    /// A key of cloud-init's settings, and the file that decides it.
    private func last(_ key: String) -> (file: String, value: Node)? {
        let parts = tree.paths(in: "/etc/cloud/cloud.cfg.d") { $0.hasSuffix(".cfg") }
        for file in (["/etc/cloud/cloud.cfg"] + parts).reversed() {
            guard let bytes = tree.bytes(file) else { continue }
            do throws(YAMLError) {
                if let value = try YAML.parse(bytes)?[key] { return (file, value) }
            } catch {
                tree.gaps.note("\(file) is not YAML (line \(error.mark.line))")
            }
        }
        return nil
    }
}

extension Rule {
    public static let cloudInitEnabled = Rule(
        "cloud-init-enabled", "cloud-init runs at the first boot",
        help: "remove what turns it off: without it nobody gets ssh keys, user-data or the hook on the new machine"
    ) { image throws(NotChecked) in
        let settings = CloudInitSettings(image.tree)
        guard settings.isInstalled else { throw NotChecked("cloud-init is not installed") }
        return settings.obstacles
    }

    public static let cloudInitNetwork = Rule(
        "cloud-init-network", "cloud-init sets up the network",
        help:
            "remove the setting, or make sure that the image's own settings fit every machine: DHCP, and cards by name"
    ) { image throws(NotChecked) in
        let settings = CloudInitSettings(image.tree)
        guard settings.isInstalled else { throw NotChecked("cloud-init is not installed") }
        return settings.networkObstacles
    }
}
