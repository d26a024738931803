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
            for line in running.lines { simulation.console.line(line) }
            simulation.console.line("Ctrl-C ends it.")
            while workspace.interruption.signal == nil && machine.isRunning {
                try await Task.sleep(for: .milliseconds(200))
            }
        case .shell:
            for line in running.lines { simulation.console.line(line) }
            try await shell()
        }
        return .powerCut
    }

    private var running: RunningMachine { RunningMachine(ports: ports, login: login, address: address) }

    private func shell() async throws {
        let words = login.words
        _ = try await Subprocess.run(
            .name(words[0]), arguments: Arguments(Array(words.dropFirst())),
            input: .fileDescriptor(.standardInput, closeAfterSpawningProcess: false),
            output: .currentStandardOutput, error: .currentStandardError)
    }
}

/// What a user can do with a virtual machine while it runs, as lines to print.
struct RunningMachine {
    /// From the machine's ports to this computer's.
    let ports: [Int: Int]
    let login: Login
    /// What its owner knows as its address.
    let address: String?

    var lines: [String] {
        var lines = ["", "The machine runs. Its ports on this computer:"]
        for (port, here) in ports.sorted(by: { $0.key < $1.key }) where port != 22 {
            let scheme = port == 443 ? "https://" : port == 80 ? "http://" : ""
            lines.append("  \(port): \(scheme)127.0.0.1:\(here)")
        }
        if let https = ports[443], let address {
            let request = ["--insecure", "--connect-to", "::127.0.0.1:\(https)", "https://\(address)/"]
            lines += ["To reach it by the owner's address:", "  " + Command("curl", request).line]
        }
        return lines + ["Root's shell on it:", "  " + ShellWord.joined(login.words)]
    }
}
