import Glibc
import Host

/// Keeps the kernel's messages of network bridges and the like off the consoles while the first boot shows there how far
/// it is and, at its end, the credentials. Errors are still shown, and the kernel's log has everything.
///
/// Source: the kernel's Documentation/core-api/printk-basics.rst; `printk` in Documentation/admin-guide/sysctl/kernel.rst.
package struct KernelConsole {
    package static let setting = "/proc/sys/kernel/printk"
    /// Messages below this number are shown: emergencies, alerts, critical conditions and errors.
    private static let quietLevel = 4

    private let machine: Machine

    package init(_ machine: Machine) { self.machine = machine }

    /// Does nothing where the kernel is as quiet already, or where its setting cannot be changed, as in a container.
    package func quiet() {
        guard let before = machine.files.firstLine(Self.setting),
            let level = before.split(whereSeparator: \.isWhitespace).first.flatMap({ Int($0) }), level > Self.quietLevel
        else { return }
        // A run that was killed left its note of how it was before.
        if !machine.files.exists(note) { machine.files.overwrite(note, Array("\(before)\n".utf8)) }
        guard set("\(Self.quietLevel)\n") else { return forget() }
        KernelConsoleSignals.restore(machine.files.root.path(Self.setting), to: level)
    }

    /// Puts back what ``quiet()`` found, of this run or of one that was killed.
    package func restore() {
        guard let before = machine.files.firstLine(note) else { return }
        if set("\(before)\n") { forget() }
    }

    private var note: String { machine.paths.kernelConsole }

    private func set(_ text: String) -> Bool { machine.files.overwriteInPlace(Self.setting, Array(text.utf8)) }

    private func forget() { try? machine.files.removeTree(note) }
}

/// What a signal that ends the process must still do. SIGKILL leaves the next run the note.
private enum KernelConsoleSignals {
    // Written before the handler is installed, and read by it alone.
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
            // Who starts it by nohup wants it to go on.
            if unsafeBitCast(before, to: Int.self) == 1 { signal(number, SIG_IGN) }
        }
    }
}
