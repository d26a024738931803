import Artifacts
import CloudInit
import Emulator
import Foundation
import Host
import Plan
import Providers
import VirtualMachine

/// What `generate` emits, with the release's address replaced by that of this computer as the machine sees it.
struct EmittedFiles {
    private let files: [String: [UInt8]]
    private let simulation: VirtualSimulation

    init(_ simulation: VirtualSimulation) throws {
        self.simulation = simulation
        let plans = [simulation.plan, simulation.spec.plan(for: Provider.generic.id)].map { plan in
            var plan = plan
            plan.release = Release(url: "http://\(Identity.releaseAddress)")
            return plan
        }
        let rendering = try Renderer(executables: [simulation.executable]).render(plans)
        if let problem = rendering.problems.first {
            throw VirtualMachine.Failed(description: "\(problem.path): \(problem.message)\nhelp: \(problem.help)")
        }
        files = Dictionary(uniqueKeysWithValues: rendering.artifacts.map { ($0.path, $0.parts.flatMap(\.self)) })
    }

    func text(_ path: String) -> String { String(decoding: files[path] ?? [], as: UTF8.self) }

    /// What an owner hands in when ordering the machine.
    func userData() throws -> String? {
        switch simulation.delivery {
        case .image: try OwnerInput.userData(simulation.parameters, for: simulation.plan.app)
        case .cloudInit:
            try OwnerInput.filled(text("cloud-init/\(simulation.provider.id).yaml"), simulation.parameters)
        case .stackScript, .installer: nil
        }
    }

    /// What a release's page offers: the binaries, and the installer beside them.
    var release: [String: [UInt8]] {
        Dictionary(
            uniqueKeysWithValues: files.compactMap { path, bytes in
                if path == "install.sh" { return (path, bytes) }
                let folder = "firstboot/"
                return path.hasPrefix(folder) ? (String(path.dropFirst(folder.count)), bytes) : nil
            })
    }

    /// The disk with the StackScript and its fields, where the app comes by one.
    func stackScript(in work: Scratch) async throws -> [Qemu.Disk] {
        guard simulation.delivery == .stackScript else { return [] }
        let fields = StackScript.fields(simulation.plan.parameters, simulation.parameters)
        return [
            try await StackScriptDisk.make(text("\(simulation.provider.id)/stackscript.sh"), fields: fields, in: work)
        ]
    }

    /// What an owner types after logging in.
    ///
    /// - Parameter secret: The parameters whose values are not for the eyes that it is for.
    static func installation(_ parameters: [String: String], hiding secret: Set<String> = []) -> String {
        let values = parameters.sorted { $0.key < $1.key }.flatMap { name, value in
            ["--set", "\(name)=" + (secret.contains(name) ? "***" : value)]
        }
        let download = ["--fail", "--silent", "--show-error", "--remote-name"]
        return ShellWord.sequence([
            Command("curl", download + ["http://\(Identity.releaseAddress)/install.sh"]),
            Command("sh", ["install.sh", "--no-questions"] + values),
        ])
    }
}
