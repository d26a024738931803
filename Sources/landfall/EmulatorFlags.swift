import ArgumentParser
import VirtualMachine

/// Prints how QEMU has its processor in `simulate --vm`, a word on a line, for scripts that start QEMU themselves.
struct EmulatorFlags: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "emulator-flags", abstract: "Print the flags with which QEMU gets its processor.",
        shouldDisplay: false)

    func run() async throws {
        for word in try await Acceleration.probe().arguments { print(word) }
    }
}
