import Glibc
import Host
import Installation
import Plan

/// Swap for a machine with little memory. It is made at boot and not by `prepare`, so that the image does not contain
/// it and its size fits this machine rather than the build machine.
package struct SwapFile {
    package static let path = "\(Paths.states)/swapfile"

    package let machine: Machine
    /// The program that tells the kernel to use it.
    package var swapOn = "swapon"
    package var meminfo = "/proc/meminfo"

    package init(_ machine: Machine) { self.machine = machine }

    package func run() async throws {
        if isInUse() { return machine.note("\(Self.path) is in use already") }
        let files = machine.files
        if !files.exists(Self.path) {
            guard let size = try neededSize() else {
                return machine.note("no swap is needed here, or there is no room")
            }
            do {
                try await make(size)
            } catch {
                // The next boot would take half a file for a whole one.
                try files.removeTree(Self.path)
                throw error
            }
        }
        let result = try await Command(swapOn, [files.root.path(Self.path)]).run()
        if result.succeeded { return machine.note("\(Self.path) is in use") }
        // Some file systems allow no swap file (ZFS, an overlay). Then the machine has no swap.
        try files.removeTree(Self.path)
        machine.note("not possible here: \(result.lastLines.last ?? "swapon failed")")
    }

    private func neededSize() throws -> Int64? {
        var disk = statvfs()
        try machine.files.createFolderIfMissing(Paths.states)
        statvfs(machine.files.root.path(Paths.states), &disk)
        return SwapSize.needed(
            memory: amount("MemTotal:"), present: amount("SwapTotal:"),
            free: Int64(disk.f_bavail) * Int64(disk.f_frsize))
    }

    /// Bytes.
    private func amount(_ name: String) -> Int64 {
        let text = String(decoding: (try? Files(.system).read(meminfo)) ?? [], as: UTF8.self)
        let line = text.split(separator: "\n").first { $0.hasPrefix(name) }
        return (line?.split(separator: " ").dropFirst().first.flatMap { Int64($0) } ?? 0) * 1024
    }

    private func isInUse() -> Bool {
        let text = String(decoding: (try? Files(.system).read("/proc/swaps")) ?? [], as: UTF8.self)
        return text.split(separator: "\n").contains { $0.hasPrefix(machine.files.root.path(Self.path) + " ") }
    }

    private func make(_ size: Int64) async throws {
        try machine.files.allocate(Self.path, bytes: size)
        let result = try await Command("mkswap", [machine.files.root.path(Self.path)]).run()
        guard result.succeeded else {
            throw Failure(.unavailable, "mkswap failed", details: result.lastLines, help: "see `mkswap --help`")
        }
        machine.note("\(Self.path): \(size >> 20) MiB")
    }
}
