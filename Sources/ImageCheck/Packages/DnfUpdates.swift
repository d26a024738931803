import Host
import Text

/// The security updates that a machine of the RHEL family lacks, from its advisories.
struct DnfUpdates {
    private let image: Image

    init(_ image: Image) { self.image = image }

    func findings() async throws(NotChecked) -> [Finding] {
        // On anything but the running machine, dnf would write into the image.
        guard image.isLive else { throw NotChecked("run `dnf updateinfo list --security` on the machine itself") }
        let pending = try await advisories([])
        if !pending.isEmpty {
            return [Finding("/var/lib/rpm", "\(pending.count) pending: \(Rule.named(pending))")]
        }
        // CentOS Stream and most third parties publish no advisories, so an empty list means nothing.
        if try await advisories(["--all"]).isEmpty {
            throw NotChecked("no package source has security advisories; `dnf check-update` lists every update")
        }
        return []
    }

    /// The packages of lines like `RHSA-2026:1234 Important/Sec. bash-5.1.8-9.el9.x86_64`.
    private func advisories(_ flags: [String]) async throws(NotChecked) -> [String] {
        let arguments = ["--quiet", "updateinfo", "list", "--security"] + flags
        guard let result = try? await Command("dnf", arguments).run() else { throw NotChecked("dnf is not here") }
        guard result.succeeded else {
            throw NotChecked("`dnf \(arguments.joined(separator: " "))` failed: \(result.lastLines.last ?? "")")
        }
        return result.lastLines.filter { $0.contains("Sec.") }
            .compactMap { $0.split(separator: " ").last.map(String.init) }
    }
}
