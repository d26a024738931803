import Foundation
import Host

/// A disk that machines start from. Nothing writes to it: each run has a layer of its own above it.
public struct BaseDisk: Sendable, Equatable {
    public var path: String
    public var format: String
    /// nil where the disk has a boot loader of its own.
    public var kernel: Qemu.Kernel?

    public struct Unfit: Error, CustomStringConvertible {
        public let description: String
        public init(description: String) { self.description = description }
    }

    /// A cloud image that the publisher has.
    ///
    /// - Throws: ``Unfit`` where the file is none that QEMU can start from.
    public static func file(_ path: String) async throws -> BaseDisk {
        let answer = try await Command("qemu-img", ["info", "--output=json", path]).run()
        guard answer.succeeded,
            let text = answer.lastLines.first(where: { $0.hasPrefix("    \"format\":") }),
            let format = text.split(separator: "\"").dropFirst(2).first
        else {
            throw Unfit(
                description: "\(path) is no disk image\n  " + answer.lastLines.suffix(3).joined(separator: "\n  ")
                    + "\nhelp: give --base a cloud image in qcow2 or raw, such as Ubuntu's noble-server-cloudimg-amd64.img"
            )
        }
        return BaseDisk(path: path, format: String(format), kernel: nil)
    }

    /// Debian 13 from the distribution's packages, made on first use and kept by what it is made of.
    ///
    /// - Parameter onLine: Hears what happens.
    public static func debian(_ onLine: @escaping @Sendable (String) -> Void) async throws -> BaseDisk {
        let files = Files(.system)
        let recipe = try await DebianTree.recipe()
        let folder = cacheFolder + "/base-" + recipe.name
        let disk = BaseDisk(
            path: folder + "/disk.raw", format: "raw",
            kernel: Qemu.Kernel(
                image: folder + "/vmlinuz", initialFiles: folder + "/initrd",
                commandLine: "root=/dev/vda rw console=tty1 console=ttyS0"))
        if files.exists(disk.path) { return disk }
        try room(in: cacheFolder)
        onLine("Making a disk of Debian 13 in \(folder), once (a few minutes)")
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

    /// A layer above the disk that takes a run's writes.
    ///
    /// - Parameter size: GiB; the disk's own where nil.
    public func layer(at path: String, size: Int? = nil) async throws -> Qemu.Disk {
        try await Self.required(
            Command(
                "qemu-img",
                ["create", "-q", "-f", "qcow2", "-F", format, "-b", self.path, path] + (size.map { ["\($0)G"] } ?? [])))
        return Qemu.Disk(path, format: "qcow2", serial: "root")
    }

    private static var cacheFolder: String {
        let environment = ProcessInfo.processInfo.environment
        let base = environment["XDG_CACHE_HOME"] ?? (environment["HOME"] ?? "/root") + "/.cache"
        return base + "/landfall"
    }

    private static func room(in folder: String) throws {
        let files = Files(.system)
        try files.createFolder(folder)
        let free = try FileManager.default.attributesOfFileSystem(forPath: folder)[.systemFreeSize] as? Int ?? .max
        if free < 6 << 30 {
            throw Unfit(
                description: "\(folder) has \(free >> 30) GiB of room, and a disk takes 6\n"
                    + "help: make room, or name another folder by XDG_CACHE_HOME")
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
        ["qemu-img": "qemu-utils", "mke2fs": "e2fsprogs", Qemu.program: "qemu-system-x86"][program] ?? program
    }
}
