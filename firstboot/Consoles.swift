import Glibc
import Host

/// The consoles that people look at: tty1 is the web console, ttyS0 the serial one.
enum Consoles {
    static func active(_ machine: Machine) -> [Console] {
        if machine.options.console == "-" { return [Console(descriptor: STDOUT_FILENO)] }
        if let path = machine.options.console { return open(path) }
        // A person who runs it by hand reads it where they typed.
        let here = isatty(STDOUT_FILENO) == 1 ? [Console(descriptor: STDOUT_FILENO)] : []
        let names = machine.files.firstLine("/sys/class/tty/console/active")?.split(separator: " ") ?? []
        return here + names.flatMap { open(machine.files.root.path("/dev/\($0)")) }
    }

    private static func open(_ path: String) -> [Console] {
        let descriptor = Glibc.open(path, O_WRONLY | O_NOCTTY | O_CLOEXEC | O_NONBLOCK)
        return descriptor < 0 ? [] : [Console(descriptor: descriptor)]
    }
}
