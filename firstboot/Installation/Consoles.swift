import Glibc
import Host

/// The consoles that people look at: tty1 is the web console, ttyS0 (ttyAMA0 on arm64) the serial console.
package enum Consoles {
    /// The consoles that show the credentials, each once. A person who runs a verb by hand reads them in their own
    /// terminal.
    package static func active(_ machine: Machine) -> [Console] {
        let here = Console(descriptor: STDOUT_FILENO)
        let isHere = machine.consoleFile.map { $0 == "-" } ?? here.isTerminal
        return (isHere ? [here] : []) + devices(machine)
    }

    /// The consoles other than the process's own output. That output may be a console itself: a StackScript's is the
    /// serial console.
    package static func devices(_ machine: Machine) -> [Console] {
        if let path = machine.consoleFile { return path == "-" ? [] : [Console(opening: path)].compactMap(\.self) }
        var shown = Set([STDOUT_FILENO, STDERR_FILENO].compactMap { Console(descriptor: $0).device })
        let names = machine.files.firstLine("/sys/class/tty/console/active")?.split(separator: " ") ?? []
        return names.compactMap { Console(opening: machine.files.root.path("/dev/\($0)")) }
            .filter { console in console.device.map { shown.insert($0).inserted } ?? true }
    }
}
