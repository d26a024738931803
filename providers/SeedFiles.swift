import Glibc

/// The files of a seed, by the paths at which a metadata service would have them. A volume is mounted as long as this
/// lives.
final class SeedFiles {
    /// What a volume may be formatted as.
    private static let formats = ["iso9660", "vfat", "udf"]

    private let machine: MachineFiles
    private let folder: String
    /// Whether they are on a volume, and not on the machine's own disk.
    let isMounted: Bool

    /// The device of a volume with this label.
    static func device(_ label: String) -> String { "/dev/disk/by-label/\(label)" }

    /// Nil if the machine has neither such a volume nor such a folder.
    init?(_ seed: Seed, on machine: MachineFiles) {
        if let folder = seed.folders.first(where: { machine.exists($0 + seed.file) }) {
            self.machine = machine
            self.folder = folder
            isMounted = false
            return
        }
        guard let device = seed.labels.map(Self.device).first(where: machine.exists),
            let mountPoint = Self.mount(machine.root + device)
        else { return nil }
        self.machine = MachineFiles()
        folder = mountPoint
        isMounted = true
        guard self.machine.exists(folder + seed.file) else { return nil }
    }

    deinit {
        guard isMounted else { return }
        umount2(folder, Int32(MNT_DETACH))
        rmdir(folder)
    }

    /// Nil if there is no such file.
    func read(_ path: String) -> [UInt8]? { machine.bytes(folder + path) }

    /// - Returns: Where the volume is mounted, read-only; nil if the kernel does not take it.
    private static func mount(_ device: String) -> String? {
        var template = Array("/run/landfall-seed-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { return nil }
        let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let flags = UInt(MS_RDONLY) | UInt(MS_NOSUID) | UInt(MS_NODEV) | UInt(MS_NOEXEC)
        for format in formats where Glibc.mount(device, folder, format, flags, nil) == 0 { return folder }
        rmdir(folder)
        return nil
    }
}
