import ArgumentParser
import Plan
import VirtualMachine

/// Prints the processor flags of `simulate --vm`, one word a line, for scripts that start QEMU themselves.
struct EmulatorFlags: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "emulator-flags", abstract: "Print QEMU's flags for the processor.",
        shouldDisplay: false)

    func run() async throws {
        for word in try await Acceleration.probe().arguments(for: .here) { print(word) }
    }
}
