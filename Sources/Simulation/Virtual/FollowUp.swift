import Foundation
import Host
import Signals
import Subprocess
import SystemPackage
import VirtualMachine

extension Instance {
    /// What the user does with the finished machine.
    func follow(_ machine: VirtualMachine) async throws -> VirtualMachine.Ending {
        let simulation = workspace.simulation
        switch simulation.followUp {
        case .powerOff: return .powerCut
        case .stay:
            advise()
            simulation.console.line("Ctrl-C ends it.")
            while workspace.interruption.signal == nil && machine.isRunning {
                try await Task.sleep(for: .milliseconds(200))
            }
        case .shell:
            advise()
            try await shell()
        }
        return .powerCut
    }

    private func advise() {
        let console = workspace.simulation.console
        console.line()
        console.line("The machine runs. Its ports on this computer:")
        let web = ports.keys.filter { $0 != 22 }.sorted()
        for port in web {
            let scheme = port == 443 ? "https://" : port == 80 ? "http://" : ""
            console.line("  \(port): \(scheme)127.0.0.1:\(ports[port] ?? port)")
        }
        if let https = ports[443] {
            console.line("To reach it by the owner's address:")
            console.line("  " + Command("curl", ["--insecure", "--connect-to", "::127.0.0.1:\(https)"]).line + " URL")
        }
        console.line("Root's shell on it:")
        console.line("  " + ShellWord.joined(login.words))
    }

    private func shell() async throws {
        let words = login.words
        _ = try await Subprocess.run(
            .name(words[0]), arguments: Arguments(Array(words.dropFirst())),
            input: .fileDescriptor(.standardInput, closeAfterSpawningProcess: false),
            output: .currentStandardOutput, error: .currentStandardError)
    }
}
