import Foundation
import Host
import Plan
import Stamp

/// A disk that machines start from. Nothing writes to it: each run has its own layer above it.
public struct BaseDisk: Sendable, Equatable {
    public var path: String
    public var format: String
    /// nil if the disk has its own boot loader.
    public var kernel: Qemu.Kernel?
    /// The folder for disks that are made from it.
    public var shelf: String
    /// Whether it is a foreign disk, which may lack packages.
    public var isForeign: Bool { kernel == nil }

    public struct Unfit: Error, CustomStringConvertible {
        public let description: String
        public init(description: String) { self.description = description }
    }

    /// A cloud image that the publisher has.
    ///
    /// - Throws: ``Unfit`` if QEMU cannot start from the file.
    public static func file(_ path: String) async throws -> BaseDisk {
        let answer = try await Command("qemu-img", ["info", "--output=json", path]).run()
        let text = answer.lastLines.joined(separator: "\n")
        guard answer.succeeded, let info = try? JSONDecoder().decode(DiskInformation.self, from: Data(text.utf8)),
            // Any file that is not a known image format counts as a raw image.
            info.format != "raw" || isBootable(path)
        else {
            let reason =
                answer.succeeded ? "it has no boot sector" : answer.lastLines.suffix(3).joined(separator: "\n  ")
            throw Unfit(
                description: "a machine cannot start from \(path): \(reason)\n"
                    + "help: give --base a cloud image in qcow2 or raw, such as Ubuntu's noble-server-cloudimg-\(Architecture.here.imageName).img"
            )
        }
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        let changed = (attributes[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
        let name = SHA256.hex(Array("\(path) \(attributes[.size] ?? 0) \(changed)".utf8)).prefix(12)
        return BaseDisk(path: path, format: info.format, kernel: nil, shelf: cacheFolder + "/base-file-\(name)")
    }

    private struct DiskInformation: Decodable {
        var format: String
    }

    private static func isBootable(_ path: String) -> Bool {
        guard let file = FileHandle(forReadingAtPath: path) else { return false }
        defer { try? file.close() }
        return (try? file.read(upToCount: 512)).map { $0.count == 512 && $0.suffix(2) == Data([0x55, 0xaa]) } ?? false
    }

    /// Debian from the distribution's packages. It is made on first use and kept under a name made from its inputs.
    ///
    /// - Parameter onLine: Receives each line of progress.
    public static func debian(
        _ release: DebianRelease, for processor: Architecture = .here, _ onLine: @escaping @Sendable (String) -> Void
    ) async throws -> BaseDisk {
        let files = Files(.system)
        let recipe = try await DebianTree.recipe(release, for: processor)
        let folder = cacheFolder + "/base-" + recipe.name
        let disk = BaseDisk(
            path: folder + "/disk.raw", format: "raw",
            kernel: Qemu.Kernel(
                image: folder + "/vmlinuz", initialFiles: folder + "/initrd",
                // Otherwise systemd would look for a host socket at each reload, find none, and print that on the
                // console.
                commandLine: "root=/dev/vda rw console=tty1 console=\(processor.serialConsole) "
                    + "systemd.ssh_auto=no"),
            shelf: folder)
        try files.createFolderIfMissing(cacheFolder)
        let lock = try await lock("\(cacheFolder)/.\(recipe.name).lock", onLine)
        defer { _ = lock }
        if files.exists(disk.path) { return disk }
        try room(in: cacheFolder)
        // Processes that have it open keep it.
        for name in files.names(in: cacheFolder) where name.hasPrefix("base-\(kind(release, processor))-") {
            try files.removeTree("\(cacheFolder)/\(name)")
        }
        let title = release.title + (processor == .here ? "" : " for \(processor.rawValue)")
        let time = processor == .here ? "a few minutes" : "a quarter of an hour, by emulation"
        onLine("Making a disk of \(title) in \(folder), once (\(time))")
        let work = try Scratch("base")
        defer { work.remove() }
        try await recipe.make(in: work)
        try files.createFolder(folder)
        for name in ["vmlinuz", "initrd", "disk.raw"] {
            try await required(Command("cp", ["--sparse=always", work[name], "\(folder)/\(name).new"]))
            try await required(Command("mv", ["\(folder)/\(name).new", "\(folder)/\(name)"]))
        }
        return disk
    }

    /// A layer above the disk for a run's writes.
    ///
    /// - Parameter size: In GiB; nil means the disk's own size.
    public func layer(at path: String, size: Int? = nil) async throws -> Qemu.Disk {
        try await Self.required(
            Command(
                "qemu-img",
                ["create", "-q", "-f", "qcow2", "-F", format, "-b", self.path, path] + (size.map { ["\($0)G"] } ?? [])))
        return Qemu.Disk(path, format: "qcow2", serial: "root")
    }

    /// What names a disk made from a distribution's packages; this computer's own processor goes without saying.
    static func kind(_ release: DebianRelease, _ processor: Architecture) -> String {
        processor == .here ? release.rawValue : "\(processor.rawValue)-\(release.rawValue)"
    }

    /// The size of disks made from a distribution's packages, in GiB.
    public static let debianSize = 10

    /// The cache folder for later runs.
    public static var cacheFolder: String { (ThisProcess.cacheFolder() ?? "/root/.cache") + "/landfall" }

    /// - Parameter elsewhere: The environment variable that names another folder.
    /// - Throws: ``Unfit`` if the folder has less room than the disks need.
    public static func room(in folder: String, elsewhere: String = "XDG_CACHE_HOME") throws {
        let free = try FileManager.default.attributesOfFileSystem(forPath: folder)[.systemFreeSize] as? Int ?? .max
        if free < 6 << 30 {
            throw Unfit(
                description: "\(folder) has \(free >> 30) GiB of room, and the disks take up to 6\n"
                    + "help: make room, or name another folder with \(elsewhere)")
        }
    }

    /// Runs a command that must succeed.
    static func required(_ command: Command) async throws {
        do throws(CommandFailure) {
            let result = try await command.run()
            if result.succeeded { return }
            throw CommandFailure.notStarted(
                command.executable, reason: "\n  " + result.lastLines.suffix(8).joined(separator: "\n  "))
        } catch {
            guard case .notFound(let program) = error else { throw Unfit(description: "\(error)") }
            throw Unfit(description: "\(error)\nhelp: install it: sudo apt install \(package(of: program))")
        }
    }

    private static func package(of program: String) -> String {
        let emulator = Architecture.allCases.first { $0.emulator == program }?.emulatorPackages.first
        return emulator
            ?? ["qemu-img": "qemu-utils", "mke2fs": "e2fsprogs", "ssh-keygen": "openssh-client"][program] ?? program
    }
}
