import Glibc
import Host

/// The consoles that people look at: tty1 is the web console, ttyS0 the serial one.
package enum Consoles {
    /// Those that show the credentials. A person who runs it by hand reads them where they typed.
    package static func active(_ machine: Machine) -> [Console] {
        let isHere = machine.consoleFile.map { $0 == "-" } ?? (isatty(STDOUT_FILENO) == 1)
        return (isHere ? [Console(descriptor: STDOUT_FILENO)] : []) + devices(machine)
    }

    /// Those beside the process's own output.
    package static func devices(_ machine: Machine) -> [Console] {
        if let path = machine.consoleFile { return path == "-" ? [] : open(path) }
        let names = machine.files.firstLine("/sys/class/tty/console/active")?.split(separator: " ") ?? []
        return names.flatMap { open(machine.files.root.path("/dev/\($0)")) }
    }

    private static func open(_ path: String) -> [Console] {
        let descriptor = Glibc.open(path, O_WRONLY | O_APPEND | O_NOCTTY | O_CLOEXEC | O_NONBLOCK)
        return descriptor < 0 ? [] : [Console(descriptor: descriptor)]
    }
}
