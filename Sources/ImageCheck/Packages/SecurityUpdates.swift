import Glibc
import Host
import Text

/// The security updates that an image lacks, as its own package manager would choose them.
extension Rule {
    public static let securityUpdates = Rule(
        "security-updates", "No security update is pending",
        help: "run `NAMEctl prepare --image` again, which installs them, or `apt-get dist-upgrade`"
    ) { image async throws(NotChecked) in
        if image.tree.exists("/var/lib/dpkg/status") { return try await AptUpdates(image).findings() }
        if image.tree.exists("/usr/lib/sysimage/rpm") || image.tree.exists("/var/lib/rpm") {
            return try await DnfUpdates(image).findings()
        }
        throw NotChecked("there is no package database of dpkg's or rpm's")
    }

    static func named(_ packages: [String]) -> String {
        packages.prefix(5).joined(separator: ", ") + (packages.count > 5 ? "…" : "")
    }
}

/// `apt list --upgradable` with an image's packages and sources, and with nothing of it changed or run.
///
/// Security updates are in the lists of security archives. So only those lists are read if their names show which they
/// are; reading the whole archive takes apt two seconds. If an image's sources name no security archive, or its lists
/// are missing or old, the result is "cannot tell".
///
/// apt reads its own settings before it switches to another root, so hooks in the image's apt.conf never run here.
struct AptUpdates {
    private let image: Image

    init(_ image: Image) { self.image = image }

    func findings() async throws(NotChecked) -> [Finding] {
        guard image.tree.architecture != nil else {
            throw NotChecked("/var/lib/dpkg/status does not name the package dpkg, so it is not a whole system's")
        }
        guard let work = Scratch() else { throw NotChecked("no temporary folder can be made") }
        try copySources(to: work)
        let wanted = try await securityReleases(work)
        var lists = image.tree.real("/var/lib/apt/lists") ?? work.path + "/lists"
        if let lack = try await lack(of: wanted, in: lists, work) {
            guard image.means == .network else {
                throw NotChecked("\(lack); check it with a network connection, or before `seal` removes the lists")
            }
            lists = work.path + "/lists"
            try await fetchLists(work)
            // A source that answers may still lack what its entry names.
            if let lack = try await self.lack(of: wanted, in: lists, work, mayBeOld: true) { throw NotChecked(lack) }
        }
        let output = Output()
        let result = try await run("apt", ["list", "--upgradable"], work, lists: try securityLists(lists, work)) {
            output.append($0)
        }
        guard result.succeeded else { throw NotChecked("apt cannot tell: \(Self.reason(result))") }
        let pending = Self.securityUpdates(output.lines)
        return pending.isEmpty
            ? [] : [Finding("/var/lib/dpkg/status", "\(pending.count) pending: \(Rule.named(pending))")]
    }

    /// The packages of lines like `bash/stable-security 5.3 amd64 [upgradable from: 5.2]`.
    static func securityUpdates(_ lines: [String]) -> [String] {
        lines.filter { $0.contains(" [upgradable from: ") }.compactMap { line in
            let parts = line.split(separator: " ")[0].split(separator: "/", maxSplits: 1)
            return parts.count == 2 && parts[1].contains("security") ? String(parts[0]) : nil
        }
    }

    /// The security archives among the image's sources, by their names there: `trixie-security`.
    private func securityReleases(_ work: borrowing Scratch) async throws(NotChecked) -> Set<String> {
        let entries = try await packageLists(work, lists: work.path + "/lists", ["--no-release-info"])
        guard !entries.isEmpty else {
            throw NotChecked("no package source is in /etc/apt, so no update can be seen, and none will ever come")
        }
        let releases = Set(entries.filter(\.isSecurity).map(\.release))
        guard !releases.isEmpty else {
            throw NotChecked(
                "none of the package sources in /etc/apt is a security archive, such as "
                    + "\(image.tree.operatingSystem?.codename ?? "CODENAME")-security")
        }
        return releases
    }

    /// What the lists lack for a check; nil if nothing.
    private func lack(
        of releases: Set<String>, in lists: String, _ work: borrowing Scratch, mayBeOld: Bool = false
    ) async throws(NotChecked) -> String? {
        let present = try await packageLists(work, lists: lists, []).filter(\.isSecurity)
        let missing = releases.subtracting(present.map(\.release)).sorted()
        if !missing.isEmpty { return "the package lists of \(missing.joined(separator: ", ")) are not there" }
        if mayBeOld { return nil }
        let names = Files(.system).names(in: lists).filter { $0.contains("security") && $0.hasSuffix("Release") }
        let dates = names.compactMap { name -> ArchiveDate? in
            (try? Files(.system).read("\(lists)/\(name)")).flatMap(ArchiveDate.init(release:))
        }
        guard let oldest = dates.min(), oldest.age > ArchiveDate.longest else { return nil }
        return "the security archive's package lists are \(oldest.age) days old"
    }

    /// A folder with only the lists of the security archives, or the given folder if no archive can be recognised by
    /// its name.
    private func securityLists(_ lists: String, _ work: borrowing Scratch) throws(NotChecked) -> String {
        let names = Files(.system).names(in: lists).filter { $0.contains("security") }
        guard names.contains(where: { $0.contains("Packages") }) else { return lists }
        do throws(FileFailure) {
            let folder = work.path + "/security"
            try Files(.system).createFolder(folder + "/partial")
            for name in names { try Files(.system).link("\(folder)/\(name)", to: "\(lists)/\(name)") }
            return folder
        } catch { throw NotChecked("\(error)") }
    }

    private func fetchLists(_ work: borrowing Scratch) async throws(NotChecked) {
        try takeMirrorsFromImage(work)
        let result = try await run("apt-get", ["update"], work, lists: work.path + "/lists")
        // apt-get exits with 0 even if it could not reach a source.
        let isFailed =
            !result.succeeded || result.lastLines.contains { $0.hasPrefix("W: Failed") || $0.hasPrefix("E: ") }
        if isFailed { throw NotChecked("its package lists cannot be fetched: \(Self.reason(result))") }
    }

    private static func reason(_ result: CommandResult) -> String {
        result.lastLines.last { $0.hasPrefix("E:") || $0.hasPrefix("W:") } ?? "exit code \(result.status)"
    }

    /// The image's sources, with the keys and mirror lists that they name taken from the image.
    private func copySources(to work: borrowing Scratch) throws(NotChecked) {
        let parts = image.tree.paths(in: "/etc/apt/sources.list.d").filter {
            $0.hasSuffix(".list") || $0.hasSuffix(".sources")
        }
        let root = image.tree.root.prefix
        do throws(FileFailure) {
            for folder in ["/lists/partial", "/cache/archives/partial", "/sources.list.d"] {
                try Files(.system).createFolder(work.path + folder)
            }
            for path in ["/etc/apt/sources.list"] + parts where image.tree.size(path) != nil {
                let text = image.tree.text(path)
                    .replacing("signed-by=/", with: "signed-by=\(root)/")
                    .replacing("Signed-By: /", with: "Signed-By: \(root)/")
                let place = work.path + path.dropFirst("/etc/apt".count)
                try Files(.system).write(place, Array(text.utf8), mode: 0o644)
            }
        } catch { throw NotChecked("\(error)") }
    }

    /// Debian's cloud images name their mirrors in files: `URIs: mirror+file:///etc/apt/mirrors/debian-security.list`.
    /// Existing lists keep the names that come from the original path.
    private func takeMirrorsFromImage(_ work: borrowing Scratch) throws(NotChecked) {
        let folders = [work.path, work.path + "/sources.list.d"]
        let files = folders.flatMap { folder in Files(.system).names(in: folder).map { "\(folder)/\($0)" } }
        do throws(FileFailure) {
            for file in files where file.hasSuffix(".list") || file.hasSuffix(".sources") {
                let text = String(decoding: try Files(.system).read(file) ?? [], as: UTF8.self)
                let own = text.replacing("mirror+file:///", with: "mirror+file:/")
                    .replacing("mirror+file:/", with: "mirror+file:\(image.tree.root.prefix)/")
                if own != text { try Files(.system).write(file, Array(own.utf8), mode: 0o644) }
            }
        } catch { throw NotChecked("\(error)") }
    }

    /// apt's package lists: all that the sources name, or only those that exist.
    private func packageLists(
        _ work: borrowing Scratch, lists: String, _ flags: [String]
    ) async throws(NotChecked) -> [PackageList] {
        let output = Output()
        let arguments = ["indextargets"] + flags + ["--format", PackageList.format, "Created-By: Packages"]
        let result = try await run("apt-get", arguments, work, lists: lists) { output.append($0) }
        guard result.succeeded else { throw NotChecked("apt cannot read the package sources: \(Self.reason(result))") }
        return output.lines.compactMap(PackageList.init)
    }

    private func run(
        _ program: String, _ arguments: [String], _ work: borrowing Scratch, lists: String,
        onLine: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws(NotChecked) -> CommandResult {
        let root = image.tree.root.prefix
        let settings = [
            "Dir::Etc::sourcelist=\(work.path)/sources.list", "Dir::Etc::sourceparts=\(work.path)/sources.list.d",
            "Dir::Etc::trusted=\(root)/etc/apt/trusted.gpg", "Dir::Etc::trustedparts=\(root)/etc/apt/trusted.gpg.d",
            "Dir::Etc::preferences=\(root)/etc/apt/preferences",
            "Dir::Etc::preferencesparts=\(root)/etc/apt/preferences.d",
            "Dir::State::status=\(root)/var/lib/dpkg/status",
            "Dir::State::extended_states=\(root)/var/lib/apt/extended_states",
            "Dir::State::lists=\(lists)", "Dir::Cache=\(work.path)/cache", "APT::Sandbox::User=root",
            // It takes less time to fill a cache that is large enough from the start and has no second copy.
            "APT::Cache-Start=100000000", "Dir::Cache::srcpkgcache=", "Acquire::Languages=none",
            "Acquire::Check-Valid-Until=false", "Debug::NoLocking=1",
        ]
        let architecture =
            image.tree.architecture.map { ["APT::Architecture=\($0)", "APT::Architectures=\($0)"] } ?? []
        let options = (settings + architecture).flatMap { ["-o", $0] }
        do {
            return try await Command(program, options + arguments, environment: ["LC_ALL": "C"]).run(onLine: onLine)
        } catch { throw NotChecked("\(program) is not here; it is needed to list pending updates") }
    }
}

extension ImageTree {
    /// dpkg's name for the image's processor, from the package dpkg itself.
    fileprivate var architecture: String? {
        let lines = (bytes("/var/lib/dpkg/status") ?? []).split(separator: UInt8(ascii: "\n"))
        guard let dpkg = lines.firstIndex(where: { $0.elementsEqual("Package: dpkg".utf8) }) else { return nil }
        let key = Array("Architecture: ".utf8)
        return lines[dpkg...].first { $0.starts(with: key) }.map {
            String(decoding: $0.dropFirst(key.count), as: UTF8.self)
        }
    }
}
