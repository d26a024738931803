/// One disturbance of a first boot: what befalls which call of the kernel.
struct Cut: Sendable, CustomStringConvertible {
    enum Fault: String, CaseIterable {
        case kill = "SIGKILL"
        case diskFull = "ENOSPC"
        case diskBroken = "EIO"
    }

    /// The calls by which a process changes what outlives it, or finds that it cannot.
    enum Call: String, CaseIterable {
        case write, fsync, openat, rename, mkdir, unlink, fchmod

        /// As strace names it, on processors too that know only the newer kind.
        var pattern: String {
            switch self {
            case .rename: "?rename,?renameat,?renameat2"
            case .mkdir: "?mkdir,?mkdirat"
            case .unlink: "?unlink,?unlinkat"
            case .write, .fsync, .openat, .fchmod: rawValue
            }
        }
    }

    /// What the disk holds before the boot.
    enum Disk: String {
        case blank
        /// The state of a machine that this one was cloned from, without the app's data.
        case ofAnotherMachine = "another machine's"
    }

    var disk = Disk.blank
    var fault: Fault
    var call: Call
    /// Which of the calls of this kind, from 1.
    var count = 1

    /// The same but for the count.
    func isKin(of other: Cut) -> Bool { disk == other.disk && fault == other.fault && call == other.call }

    /// strace's options for it.
    var injection: [String] {
        let effect = fault == .kill ? "signal=SIGKILL" : "error=\(fault.rawValue)"
        return ["-e", "trace=\(call.pattern)", "-e", "inject=\(call.pattern):\(effect):when=\(count)"]
    }

    var description: String { "\(fault.rawValue) at \(call.rawValue) \(count) on a disk that is \(disk.rawValue)" }
}
