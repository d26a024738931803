/// The process's exit code. Scripts and systemd units rely on the numbers (those of sysexits.h).
package enum ExitCode: Int32 {
    case done = 0
    case usage = 64
    /// Something that the owner or the publisher wrote is wrong.
    case invalidInput = 65
    /// A service that is needed does not answer; another try may help.
    case unavailable = 69
    /// A defect of Landfall.
    case internalError = 70
    /// Another run holds the lock.
    case busy = 75
    case notPermitted = 77
    /// The binary is for another provider's machine.
    case wrongMachine = 78
    /// Stopped by a signal: 128 and its number, as a shell has it.
    case hungUp = 129
    case interrupted = 130
    case terminated = 143
}
