import Host
import Installation

/// What one check of `doctor` found.
struct Finding: Encodable, Equatable {
    enum Verdict: String, Encodable { case pass, warn, fail }
    var name: String
    var verdict: Verdict
    /// What is so, and where it is known, why.
    var detail: String
    /// What to do about it; nil if nothing is wrong.
    var help: String?
    /// The command that `doctor --fix` runs, program and arguments. Only what can harm nothing, however often it runs.
    var fix: [String]?

    static func pass(_ name: String, _ detail: String) -> Finding {
        Finding(name: name, verdict: .pass, detail: detail)
    }

    static func warn(_ name: String, _ detail: String, help: String, fix: [String]? = nil) -> Finding {
        Finding(name: name, verdict: .warn, detail: detail, help: help, fix: fix)
    }

    static func fail(_ name: String, _ detail: String, help: String?, fix: [String]? = nil) -> Finding {
        Finding(name: name, verdict: .fail, detail: detail, help: help, fix: fix)
    }
}

extension Machine {
    /// A call of this program for the same machine.
    func ownCommand(_ verb: String) -> [String] {
        let root = files.root.isSystem ? [] : ["--root", files.root.prefix]
        return [ThisProcess.program, verb] + root
    }
}
