import Artifacts
import CloudInit
import Emulator
import Foundation
import Host
import Plan
import Providers
import VirtualMachine

/// The output of `generate`, with the release's address replaced by this computer's, as the machine sees it.
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
        let cache = ProgramCache(environment: ProcessInfo.processInfo.environment)
        let rendering = try Renderer(executables: [simulation.executable], cache: cache).render(
            plans, source: simulation.spec.source?.bytes)
        if let problem = rendering.problems.first {
            throw VirtualMachine.Failed(description: "\(problem.path): \(problem.message)\nhelp: \(problem.help)")
        }
        files = Dictionary(uniqueKeysWithValues: rendering.artifacts.map { ($0.path, $0.parts.flatMap(\.self)) })
    }

    func text(_ path: String) -> String { String(decoding: files[path] ?? [], as: UTF8.self) }

    /// The user-data that an owner gives when ordering the machine.
    func userData() throws -> String? {
        switch simulation.delivery {
        case .image: try OwnerInput.userData(simulation.parameters, for: simulation.plan.app)
        case .cloudInit:
            try OwnerInput.filled(text("cloud-init/\(simulation.provider.id).yaml"), simulation.parameters)
        case .vendorData: try OwnerInput.userData(values.inUserData, for: simulation.plan.app)
        case .stackScript, .installer: nil
        }
    }

    /// What the publisher gave the marketplace, and the owner its form; nil unless the app is delivered so.
    var marketplace: (vendorData: String, variables: [String: String])? {
        guard simulation.delivery == .vendorData else { return nil }
        return (text(Rendering.vendorData(of: simulation.provider.id)), values.inForm)
    }

    /// The owner's values: those that the marketplace's form can ask for, and the rest.
    private var values: (inForm: [String: String], inUserData: [String: String]) {
        let rules = simulation.provider.facts.appVariables
        let isAsked = { (value: (key: String, value: String)) in rules?.accepts(name: value.key) == true }
        return (simulation.parameters.filter(isAsked), simulation.parameters.filter { !isAsked($0) })
    }

    /// The files of a release: the program, the plans and the installer.
    var release: [String: [UInt8]] {
        Dictionary(
            uniqueKeysWithValues: files.compactMap { path, bytes in
                if path == "install.sh" { return (path, bytes) }
                let folder = Rendering.firstBootFolder
                return path.hasPrefix(folder) ? (String(path.dropFirst(folder.count)), bytes) : nil
            })
    }

    /// The disk with the StackScript and its fields, if the app is delivered by one.
    func stackScript(in work: Scratch) async throws -> [Qemu.Disk] {
        guard simulation.delivery == .stackScript else { return [] }
        let fields = StackScript.fields(simulation.plan.parameters, simulation.parameters)
        return [
            try await StackScriptDisk.make(text("\(simulation.provider.id)/stackscript.sh"), fields: fields, in: work)
        ]
    }

    /// What an owner types after login.
    ///
    /// - Parameter secret: The parameters whose values must not be shown.
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
