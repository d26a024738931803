import Host
import Installation
import Plan
import Text

/// Shows the credentials above the login prompt of every console, where they stay readable. Text printed to tty1
/// earlier may be gone: systemd clears the screen when it starts agetty there.
///
/// agetty reads /etc/issue.d as root, so nobody else needs access (util-linux 2.35 and newer). The file there is a link
/// into /run, because agetty ignores /run/issue.d if there is an /etc/issue. So the text never reaches a disk and is
/// gone when the power goes; ``FirstBoot`` writes it again at each boot until somebody has seen it.
///
/// Only the app's first instance has one: whoever adds another has logged in.
package struct LoginPrompt {
    private let machine: Machine

    package init(_ machine: Machine) { self.machine = machine }

    private var isShown: Bool { machine.plan.credentials.console == .untilLogin && machine.instance == nil }

    /// Shows them, unless the plan forbids it or this machine's owner has logged in.
    package func show(_ values: Values) async throws {
        guard isShown, !wasSeen(by: values.metadata.instanceID) else { return }
        let end = "\nThey are shown here until the first login, and by `\(machine.command) credentials`.\n\n"
        let text = Self.literal(try Readout(machine.plan, values).text + end)
        machine.files.overwrite(machine.paths.loginPrompt, Array(text.utf8), mode: 0o600)
        await Self.reload(machine)
    }

    /// The terminals, by their devices, on which somebody is asked to log in: ``show(_:)`` makes the credentials appear
    /// there. None if it will show nothing, or if this machine's agetty may be too old for it.
    func terminals(for instance: String) async -> Set<UInt32> {
        guard machine.files.root.isSystem, isShown, !wasSeen(by: instance),
            // The option came with util-linux 2.35.
            let help = try? await Command("/sbin/agetty", ["--help"]).run(),
            help.lastLines.contains(where: { $0.contains("--show-issue") })
        else { return [] }
        let system = Files(.system)
        let processes = system.names(in: "/proc").filter { Int($0) != nil }
        let devices = processes.compactMap { process -> UInt32? in
            guard let device = Self.promptDevice(system.firstLine("/proc/\(process)/stat") ?? ""),
                let line = try? system.read("/proc/\(process)/cmdline", limit: 1 << 16),
                Self.showsIssue(line.split(separator: 0).map { String(decoding: $0, as: UTF8.self) })
            else { return nil }
            return device
        }
        return Set(devices)
    }

    /// Whether an agetty with these arguments shows the files of /etc/issue.d. Where that is not sure, it does not: then
    /// the credentials are printed there too.
    ///
    /// Source: agetty(8) and, for the letters that take a value, `agetty --help` of util-linux 2.41.
    static func showsIssue(_ arguments: [String]) -> Bool {
        var words = arguments.dropFirst()
        while let word = words.popFirst(), word != "--" {
            if word.hasPrefix("--") {
                let name = String(word.prefix { $0 != "=" })
                // getopt_long(3) takes any beginning that is nobody else's.
                if name.count > 3, "--issue-file".hasPrefix(name) || "--noissue".hasPrefix(name) { return false }
            } else if word.hasPrefix("-") {
                let letters = word.dropFirst()
                let end = letters.firstIndex { "aCdfHIloPrt".contains($0) } ?? letters.endIndex
                if letters[..<end].contains("i") || letters[end...].first == "f" { return false }
                if end != letters.endIndex, letters.index(after: end) == letters.endIndex { _ = words.popFirst() }
            }
        }
        return true
    }

    /// The terminal of a process, if that is agetty.
    ///
    /// - Parameter line: Such as `812 (agetty) S 1 812 812 1025 …`, where the fifth word after the name is the terminal.
    ///
    /// Source: proc_pid_stat(5).
    static func promptDevice(_ line: String) -> UInt32? {
        guard let name = line.firstRange(of: " (agetty) ") else { return nil }
        let words = line[name.upperBound...].split(separator: " ")
        guard words.count > 4, let device = UInt32(words[4]), device != 0 else { return nil }
        // A container's console is a pseudo-terminal, on which a prompt that is open does not read its files again.
        let major = device >> 8 & 0xfff
        return pseudoTerminals.contains(major) ? nil : device
    }

    /// The major numbers of their devices. Source: the kernel's devices.txt.
    private static let pseudoTerminals: ClosedRange<UInt32> = 136...143

    /// Removes them for good, also for later boots.
    ///
    /// - Parameter instance: The machine whose owner has seen them.
    package func hide(from instance: String) async throws {
        if !wasSeen(by: instance) {
            try machine.files.write(machine.paths.seen, Array("\(instance)\n".utf8), mode: 0o600)
        }
        guard machine.files.exists(machine.paths.loginPrompt) else { return }
        try machine.files.removeTree(machine.paths.loginPrompt)
        await Self.reload(machine)
    }

    /// A clone's owner has seen nothing yet, so the marker names the machine.
    private func wasSeen(by instance: String) -> Bool { machine.files.firstLine(machine.paths.seen) == instance }

    /// The text with agetty's own escapes escaped (agetty(8), "Issue escapes").
    package static func literal(_ text: String) -> String {
        VisibleText.of(text).escaping(["\\": "\\\\"])
    }

    /// Makes open prompts read the files again. If no prompt is open, nothing is needed.
    private static func reload(_ machine: Machine) async {
        guard machine.files.root.isSystem else { return }
        _ = try? await Command("/sbin/agetty", ["--reload"]).run()
    }
}
