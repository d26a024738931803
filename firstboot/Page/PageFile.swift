import Glibc
import Host
import Installation
import Plan

/// The file that is there as long as a page is shown, and locked by the page's process. Whoever needs the ports removes
/// it: then the page ends by itself.
struct PageFile: ~Copyable {
    private let descriptor: Int32

    /// Makes the file and locks it.
    ///
    /// - Returns: nil if another page is shown, or the file cannot be made.
    static func take(_ machine: Machine) -> PageFile? {
        try? machine.files.createFolderIfMissing(Paths.pages)
        let flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW
        let file = PageFile(descriptor: open(machine.files.root.path(machine.paths.page), flags, 0o600))
        guard file.descriptor >= 0, flock(file.descriptor, LOCK_EX | LOCK_NB) == 0 else { return nil }
        return file
    }

    private init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Whether somebody needs the ports. It works for who may not look into the file's folder.
    var isRemoved: Bool {
        var status = stat()
        return fstat(descriptor, &status) != 0 || status.st_nlink == 0
    }

    /// Ends every page of this machine, whichever app's, and waits until its ports are free.
    static func removeAll(_ machine: Machine) async {
        let pages = machine.files.names(in: Paths.pages).filter {
            $0.hasPrefix("landfall-") && $0.hasSuffix(Paths.pageSuffix)
        }
        for page in pages { await remove("\(Paths.pages)/\(page)", machine) }
    }

    /// How long a page's process may take to end, in seconds. It looks twice a second.
    private static let patience = 5.0

    private static func remove(_ path: String, _ machine: Machine) async {
        let descriptor = open(machine.files.root.path(path), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        try? machine.files.remove(path)
        _ = try? await Pace.poll(within: patience) { _ in flock(descriptor, LOCK_SH | LOCK_NB) == 0 ? true : nil }
    }
}
