import Docker
import Host
import Installation
import Plan
import Text

/// A folder of the owner's choice for what is otherwise in /opt/NAME (`install --dir`).
///
/// /opt/NAME becomes a link to it. So every path that the app, its backups and its releases know stays the same, and the
/// link itself is the record of the choice.
package struct OwnFolder: Sendable {
    let machine: Machine
    /// As given, but for doubled and trailing slashes.
    package let path: String
    private let given: String

    package init(_ machine: Machine, _ given: String) {
        self.machine = machine
        self.given = given
        path = given.hasPrefix("/") ? NormalPath.of(given) : given
    }

    /// Why the app cannot be there; nil if it can, or is already. It changes nothing.
    package func problem() async -> Problem? {
        if let problem = wording() ?? presence() { return problem }
        if isInPlace { return nil }
        if let problem = systems() ?? wayThere() ?? otherApps() ?? fileSystem() ?? content() ?? others() {
            return problem
        }
        return await boot()
    }

    package struct Problem: Sendable {
        package var message: String
        package var help: String

        package var failure: Failure {
            Failure(.invalidInput, "`--dir`: \(message)", help: "\(help). Nothing was changed")
        }
    }

    /// Whether the app is there already.
    package var isInPlace: Bool {
        machine.files.isLink(machine.paths.stack) ? machine.linkedFolder == path : path == machine.paths.stack
    }

    private var suggestion: String { "/srv/\(machine.paths.name)" }
    private var name: String { "name a new folder, such as --dir \(suggestion)" }

    // MARK: The text

    private func wording() -> Problem? {
        let shown = VisibleText.line(given)
        guard given.hasPrefix("/") else {
            return Problem(message: "`\(shown)` is not an absolute path", help: "write the whole path, from / on")
        }
        guard given.utf8.allSatisfy(Self.isPlain), given.utf8.count <= 200 else {
            return Problem(
                message: "`\(shown)` is too long, or has other characters than a-z, A-Z, 0-9 and `/._-+@`",
                help: "systemd, Compose and shells read these differently; \(name)")
        }
        guard !given.split(separator: "/").contains("..") else {
            return Problem(message: "`\(shown)` has `..` in it", help: "write the path without it: \(path)")
        }
        return nil
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        let character = Character(UnicodeScalar(byte))
        return character.isASCII && (character.isLetter || character.isNumber) || "/._-+@".contains(character)
    }

    // MARK: What is there

    private func presence() -> Problem? {
        let stack = machine.paths.stack
        let isFilled = machine.files.exists(stack) && !machine.files.names(in: stack).isEmpty
        guard machine.files.isLink(stack) || isFilled, !isInPlace else { return nil }
        let present = machine.linkedFolder ?? stack
        return Problem(
            message: "\(machine.plan.app.title)'s files are in \(present) already, not in \(path)",
            help: "leave `--dir` out. To move them: stop the app, move the folder, `ln -sfn \(path) \(stack)`, then "
                + "`\(machine.command) prepare`")
    }

    private func systems() -> Problem? {
        if let engines = try? DockerEngine().dataFolder(), machine.files.root.path(path).isWithin(engines) {
            return Problem(message: "\(path) is in \(engines), where Docker keeps what is its own", help: name)
        }
        let isOfTheSystem =
            SystemPaths.contain(path)
            || Self.systemFolders.contains { path.isWithin($0) }
            || Self.shared.contains(path) || path.hasPrefix(machine.paths.stack + "/")
        return isOfTheSystem ? Problem(message: "\(path) is the system's", help: name) : nil
    }

    /// With all that is in them: what is there is read by somebody else, or does not stay.
    private static let systemFolders = ["/etc", "/tmp", "/usr", "/var/cache", "/var/spool", "/var/tmp", Paths.states]
    /// These alone.
    private static let shared = ["/media", "/mnt", "/srv"]

    /// Each part of the path that exists must be a folder, and none a link: mounts and rights belong to what it leads to.
    private func wayThere() -> Problem? {
        var walked = ""
        for part in path.split(separator: "/") {
            walked += "/\(part)"
            guard let status = machine.files.status(walked) else { return nil }
            if status.kind == .folder { continue }
            guard status.kind == .link else {
                return Problem(message: "\(walked) is not a folder", help: name)
            }
            let target = machine.files.resolved(walked) ?? machine.files.target(of: walked) ?? ""
            return Problem(message: "\(walked) is a link to \(target)", help: "name the folder that it leads to")
        }
        return nil
    }

    private func otherApps() -> Problem? {
        let real = machine.files.root.path(path)
        for other in machine.files.names(in: Paths.states) where other != machine.paths.name {
            let stack = Paths(app: other).stack
            guard let place = machine.files.resolved(stack) else { continue }
            if real.overlaps(place) {
                return Problem(message: "\(stack) is the app \(other)'s", help: name)
            }
        }
        return nil
    }

    private func content() -> Problem? {
        guard let names = try? machine.files.list(path) else {
            return Problem(message: "\(path) cannot be read", help: name)
        }
        guard let first = names.first else { return nil }
        return Problem(
            message: "\(path) is not empty: it has \(VisibleText.line(first))"
                + (names.count > 1 ? " and \(names.count - 1) more" : ""),
            help: "\(name). If these files are the app's own from before, `ln -s \(path) \(machine.paths.stack)`, and "
                + "leave `--dir` out")
    }

    private func others() -> Problem? {
        guard let part = machine.files.foreignParts(of: path, owner: 0).first else { return nil }
        return Problem(
            message: OwnershipCheck(machine).describe(part) + ", and root runs what is in there",
            help: "name a folder in which only root may write, such as --dir \(suggestion)")
    }

    // MARK: Its file system

    private func fileSystem() -> Problem? {
        let real = machine.files.root.path(path)
        guard let mount = Mount.holding(real) else { return nil }
        return Self.problem(of: mount, for: real, inMemory: !machine.files.root.isSystem) ?? room()
    }

    /// - Parameter inMemory: Whether files may be gone after a restart.
    static func problem(of mount: Mount, for path: String, inMemory: Bool = false) -> Problem? {
        let what = "\(path) is on the file system at \(mount.point), which is"
        if mount.options.contains("ro") {
            return Problem(message: "\(what) read-only", help: "mount it for writing, or name another folder")
        }
        guard kinds.contains(mount.type) || inMemory && mount.type == "tmpfs" else {
            return Problem(
                message: "\(what) \(mount.type)",
                help: "use a disk of this machine with \(kinds.prefix(3).joined(separator: ", "))")
        }
        if mount.options.contains("noexec") {
            return Problem(
                message: "\(what) mounted noexec: services could run no program of theirs there",
                help: "`mount -o remount,exec \(mount.point)` and take noexec out of /etc/fstab, or name another folder"
            )
        }
        guard mount.point == path else { return nil }
        return Problem(
            message: "\(path) is where a disk is mounted, and without the disk it would look like an app without data",
            help: "name a folder on the disk: --dir \(path == "/" ? "" : path)/app")
    }

    /// File systems that keep owners, modes, links and what is synced, and that only this machine writes to.
    private static let kinds = [
        "ext4", "xfs", "btrfs", "zfs", "ext3", "ext2", "f2fs", "bcachefs", "jfs", "reiserfs", "nilfs2", "overlay",
    ]

    private func room() -> Problem? {
        let existing = machine.files.nearestExisting(path)
        guard let free = try? machine.files.freeSpace(at: existing), free < Self.leastRoom else { return nil }
        return Problem(
            message: "\(existing) has \(MachineSize.gigabytes(free)) free", help: "make room, or name another folder")
    }

    /// In bytes. Images and volumes are where Docker keeps them.
    private static let leastRoom = Int64(256) << 20

    /// A disk that somebody has mounted by hand is not there after the next start.
    private func boot() async -> Problem? {
        guard machine.hasSystemd, let mount = Mount.holding(path), mount.point != "/", mount.type != "zfs" else {
            return nil
        }
        let table = (try? machine.files.read("/etc/fstab")).flatMap { $0 } ?? []
        let isListed = String(decoding: table, as: UTF8.self).split(separator: "\n").contains { line in
            line.split(whereSeparator: \.isWhitespace).dropFirst().first.map(String.init) == mount.point
        }
        let show = Command("systemctl", ["show", "--property=FragmentPath", "--", mount.point])
        let isUnit = (try? await show.run().lastLines.contains { $0.hasPrefix("FragmentPath=/") }) ?? false
        guard !isListed, !isUnit else { return nil }
        return Problem(
            message: "\(mount.point) is mounted by hand, and not at the next start of the machine",
            help: "add it to /etc/fstab, or name another folder")
    }
}
