import Host

/// What one check of this machine found, as `doctor` and `install` show it.
package struct Finding: Encodable, Equatable, Sendable {
    package enum Verdict: String, Encodable, Sendable { case pass, warn, fail }
    package var name: String
    package var verdict: Verdict
    /// What is so, and where it is known, why.
    package var detail: String
    /// What to do about it; nil if nothing is wrong.
    package var help: String?
    /// The command that `doctor --fix` runs, program and arguments. Only what can harm nothing, however often it runs.
    package var fix: [String]?

    package init(name: String, verdict: Verdict, detail: String, help: String? = nil, fix: [String]? = nil) {
        self.name = name
        self.verdict = verdict
        self.detail = detail
        self.help = help
        self.fix = fix
    }

    package static func pass(_ name: String, _ detail: String) -> Finding {
        Finding(name: name, verdict: .pass, detail: detail)
    }

    package static func warn(_ name: String, _ detail: String, help: String, fix: [String]? = nil) -> Finding {
        Finding(name: name, verdict: .warn, detail: detail, help: help, fix: fix)
    }

    package static func fail(_ name: String, _ detail: String, help: String?, fix: [String]? = nil) -> Finding {
        Finding(name: name, verdict: .fail, detail: detail, help: help, fix: fix)
    }

    package func show(on console: Console) {
        console.line("\(verdict.rawValue.uppercased())  \(name): \(detail)")
        if let help { console.line("      help: \(help)") }
    }
}

extension Machine {
    /// A call of this program for the same machine.
    package func ownCommand(_ verb: String) -> [String] { [ThisProcess.program, verb] + rootWords }
}
