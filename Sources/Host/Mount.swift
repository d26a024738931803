import Text

/// A mounted file system, as the kernel lists it.
///
/// Source: proc_pid_mountinfo(5).
public struct Mount: Equatable, Sendable {
    /// Where it is mounted.
    public var point: String
    /// Such as `ext4`.
    public var type: String
    /// Those of the mount and of the file system, such as `ro` and `noexec`.
    public var options: Set<String>

    /// The file system that an absolute path without links is on, whether anything is there or not; nil if the kernel
    /// does not say.
    public static func holding(_ path: String) -> Mount? {
        let bytes = (try? Files(.system).read("/proc/self/mountinfo")).flatMap { $0 } ?? []
        return holding(path, in: String(decoding: bytes, as: UTF8.self))
    }

    /// - Parameter table: The text of /proc/self/mountinfo. Of mounts at the same place the last one counts.
    public static func holding(_ path: String, in table: String) -> Mount? {
        var found: (mount: Mount, length: Int)?
        for line in table.split(separator: "\n") {
            guard let mount = Mount(line) else { continue }
            let holds = path.isWithin(mount.point)
            let length = mount.point.utf8.count
            if holds, length >= found?.length ?? 0 { found = (mount, length) }
        }
        return found?.mount
    }

    private init?(_ line: Substring) {
        let words = line.split(separator: " ").map(String.init)
        guard let dash = words.firstIndex(of: "-"), dash > 5, words.count > dash + 3 else { return nil }
        point = words[4].replacing("\\040", with: " ").replacing("\\011", with: "\t").replacing("\\012", with: "\n")
            .replacing("\\134", with: "\\")
        type = words[dash + 1]
        options = Set((words[5] + "," + words[dash + 3]).split(separator: ",").map(String.init))
    }
}
