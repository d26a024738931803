/// One disturbance of a rollout: what happens at which call of the kernel, and what runs after it.
struct Cut: Sendable, Hashable, CustomStringConvertible {
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

        /// Whether a line of strace is of this call.
        func isIn(_ line: String) -> Bool {
            pattern.split(separator: ",").contains { line.hasPrefix("\($0.drop { $0 == "?" })(") }
        }
    }

    /// What runs after the cut.
    enum Recovery: String, CaseIterable {
        case same = "the same verb"
        case provision
        /// As the second unit of a boot does it; `provision` where that finds no machine that is set up.
        case start
    }

    /// What is disturbed, as the table calls it.
    var kind: String
    var fault: Fault
    var call: Call
    /// Which of the calls of this kind, from 1.
    var count: Int
    var recovery: Recovery

    /// How often a run that strace has written down makes each kind of call. strace counts for each thread.
    static func counts(in trace: String) -> [Call: Int] {
        let lines = trace.split(separator: "\n").map { line in
            (thread: line.prefix { $0 != " " }, call: String(line.drop { $0 != " " }.drop { $0 == " " }))
        }
        return Dictionary(
            uniqueKeysWithValues: Call.allCases.map { call in
                let threads = Dictionary(grouping: lines.filter { call.isIn($0.call) }, by: \.thread)
                return (call, threads.values.map(\.count).max() ?? 0)
            })
    }

    /// strace's options for it.
    var injection: [String] {
        let effect = fault == .kill ? "signal=SIGKILL" : "error=\(fault.rawValue)"
        return ["-e", "trace=\(call.pattern)", "-e", "inject=\(call.pattern):\(effect):when=\(count)"]
    }

    var description: String {
        "\(kind): \(fault.rawValue) at \(call.rawValue) \(count), then \(recovery.rawValue)"
    }
}
