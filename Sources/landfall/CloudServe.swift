import ArgumentParser
import Emulator
import Foundation
import Host
import Providers
import Signals

/// Hidden from the overview: it is for testing templates, not for publishing.
struct CloudCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cloud", abstract: "Emulate the API that Packer uses to build images on a cloud.",
        shouldDisplay: false,
        subcommands: [CloudServe.self])
}

struct CloudServe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve a cloud's API on loopback until Ctrl-C, with a machine of your own behind it.",
        discussion: """
            HOOK is called as `HOOK create|shutdown|snapshot|delete MACHINE [SNAPSHOT]` and returns when that is done; \
            a status other than 0 makes the action fail. At `create`, LANDFALL_AUTHORIZED_KEYS has the public keys that \
            may log in as root. If the provider's own variable has a token, only that is accepted.

            Prints each request with the answer's status, and on Ctrl-C the machines and keys that were left behind.
            """)

    @Option(help: "digitalocean or hetzner.")
    var provider: String

    @Option(help: "The machine's address, where its sshd listens on port 22.")
    var machine: String

    @Option(help: "The program that acts for the cloud.", completion: .file())
    var hook: String

    @Option(help: "The port; 0 takes any free one.")
    var port: UInt16 = 0

    func run() async throws {
        guard let cloud = CloudAPI.providers.first(where: { $0.id.rawValue == provider }) else {
            let names = CloudAPI.providers.map(\.id.rawValue).joined(separator: " or ")
            throw ValidationError("there is no emulated API of '\(provider)'; name \(names)")
        }
        let interruption = Interruption()
        let console = Console()
        let variable = cloud.facts.packer?.token?.environment ?? ""
        let hook = hook
        let api = CloudAPI(
            provider: cloud, machineAddress: machine, token: ProcessInfo.processInfo.environment[variable],
            hook: { await Self.call(hook, $0, console) }, report: { console.line($0) })
        let service = Task {
            try await api.serve(port: port) { address in
                let example =
                    cloud.id == Provider.hetzner.id
                    ? "HCLOUD_ENDPOINT=\(address)/v1" : "DIGITALOCEAN_API_URL=\(address)/"
                console.line("\(cloud.title)'s API: \(example)")
            }
        }
        await interruption.wait()
        let leftovers = await api.leftovers
        console.line(
            leftovers.isEmpty ? "Nothing is left behind." : "Left behind: " + leftovers.joined(separator: ", "))
        service.cancel()
        _ = await service.result
    }

    private static func call(_ hook: String, _ event: CloudAPI.Event, _ console: Console) async -> Bool {
        var command: Command
        switch event {
        case .create(let machine, _, let keys):
            command = Command(hook, ["create", String(machine)])
            command.environment["LANDFALL_AUTHORIZED_KEYS"] = keys.joined(separator: "\n")
        case .shutdown(let machine): command = Command(hook, ["shutdown", String(machine)])
        case .snapshot(let machine, let snapshot, _):
            command = Command(hook, ["snapshot", String(machine), String(snapshot)])
        case .delete(let machine): command = Command(hook, ["delete", String(machine)])
        }
        do {
            let result = try await command.run()
            if !result.succeeded { console.line("\(command.line): status \(result.status)") }
            return result.succeeded
        } catch {
            console.line("\(error)")
            return false
        }
    }
}
