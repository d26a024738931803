import Glibc
import Host

/// Keeps the kernel's messages, for example about network bridges, off the consoles while the first boot shows its
/// progress and the credentials there. Errors are still shown, and the kernel's log has everything.
///
/// Source: the kernel's Documentation/core-api/printk-basics.rst; `printk` in Documentation/admin-guide/sysctl/kernel.rst.
package struct KernelConsole {
    package static let setting = "/proc/sys/kernel/printk"
    /// Messages below this number are shown: emergencies, alerts, critical conditions and errors.
    private static let quietLevel = 4

    private let machine: Machine

    package init(_ machine: Machine) { self.machine = machine }

    /// Does nothing if the kernel is that quiet already, or if its setting cannot be changed, as in a container.
    package func quiet() {
        guard let before = machine.files.firstLine(Self.setting),
            let level = before.split(whereSeparator: \.isWhitespace).first.flatMap({ Int($0) }), level > Self.quietLevel
        else { return }
        // A killed run has left its note of the setting before.
        if !machine.files.exists(note) { machine.files.overwrite(note, Array("\(before)\n".utf8)) }
        guard set("\(Self.quietLevel)\n") else { return forget() }
        KernelConsoleSignals.restore(machine.files.root.path(Self.setting), to: level)
    }

    /// Restores the setting that ``quiet()`` found, in this run or in one that was killed.
    package func restore() {
        guard let before = machine.files.firstLine(note) else { return }
        if set("\(before)\n") { forget() }
    }

    private var note: String { machine.paths.kernelConsole }

    private func set(_ text: String) -> Bool { machine.files.overwriteInPlace(Self.setting, Array(text.utf8)) }

    private func forget() { try? machine.files.removeTree(note) }
}

/// Restores the setting when a signal ends the process. After SIGKILL the next run has the note.
private enum KernelConsoleSignals {
    // Written before the handler is installed; only the handler reads it.
    nonisolated(unsafe) private static var setting: Int32 = -1
    nonisolated(unsafe) private static var digit: UInt8 = 0

    static func restore(_ path: String, to level: Int) {
        guard (0...9).contains(level), setting < 0 else { return }
        setting = open(path, O_WRONLY | O_CLOEXEC)
        digit = UInt8(ascii: "0") + UInt8(level)
        guard setting >= 0 else { return }
        for number in [SIGTERM, SIGINT, SIGHUP] {
            let before = signal(number) { number in
                write(KernelConsoleSignals.setting, &KernelConsoleSignals.digit, 1)
                signal(number, SIG_DFL)
                raise(number)
            }
            // A process started by nohup must go on.
            if unsafeBitCast(before, to: Int.self) == 1 { signal(number, SIG_IGN) }
        }
    }
}
