import Emulator
import Foundation
import Host
import Plan
import Providers
import VirtualMachine

/// One of the provider's machines: its disk, its network, and how to log in.
struct Instance: Sendable {
    /// 0, or 1 for the clone.
    let number: Int
    let workspace: Workspace
    let emitted: EmittedFiles
    let qemu: Qemu
    let login: Login
    /// From the machine's ports to this computer's.
    let ports: [Int: Int]
    /// What its owner knows as its address.
    let address: String?
    private let metadata: MetadataService
    private let release: FileService

    /// Creates the machine: its disk is a layer above its base disk, and its metadata service answers.
    ///
    /// - Parameter own: User-data instead of the delivery's own.
    static func order(
        _ number: Int, on base: BaseDisk, _ workspace: Workspace, userData own: String? = nil
    ) async throws -> Instance {
        let simulation = workspace.simulation
        let emitted = try EmittedFiles(simulation)
        let marketplace = emitted.marketplace
        let userData = try own ?? emitted.userData() ?? ""
        let recording = try simulation.recording
        let metadataAddress = try simulation.metadataAddress
        let order: (inout RecordedMachine) -> Void = { machine in
            machine.userData = userData
            if let marketplace { (machine.vendorData, machine.variables) = marketplace }
            recording.bootable(&machine)
            for _ in 0..<number { machine = machine.next }
        }
        let identity = try await simulation.metadata(of: order)
        let metadata = try MetadataService(
            provider: simulation.provider, variant: simulation.variant, faults: simulation.faults, change: order)
        let release = try FileService(emitted.release)
        do {
            let metadataPort = try await metadata.start().split(separator: ":").last.map(String.init) ?? ""
            let releasePort = "\(try await release.start())"
            let own = ThisProcess.program
            let ports = try simulation.machinePorts()
            let login = try await Login(in: workspace.work, port: ports[22] ?? 22)
            var qemu = workspace.qemu(base.kernel)
            qemu.disks =
                [
                    try await base.layer(at: workspace.work["disk-\(number)"], size: simulation.hardware.disk)
                ] + (try await emitted.stackScript(in: workspace.work))
            qemu.identity = Identity(
                recording, identity,
                services: [
                    metadataAddress: [own, "metadata", "connect", metadataPort],
                    Identity.releaseAddress: [own, "metadata", "connect", releasePort],
                ], ports: ports, authorizedKey: login.publicKey)
            return Instance(
                number: number, workspace: workspace, emitted: emitted, qemu: qemu, login: login, ports: ports,
                address: identity.publicIPv4, metadata: metadata, release: release)
        } catch {
            await metadata.stop()
            await release.stop()
            throw error
        }
    }

    /// Stops its services, so that nothing of it runs any more.
    func end() async {
        await metadata.stop()
        await release.stop()
    }
}

extension VirtualSimulation {
    var recording: Recording {
        get throws {
            guard let recording = provider.recording else { throw EmulatorError.noService(provider: provider.title) }
            return recording
        }
    }

    /// The metadata service's address for the machine.
    fileprivate var metadataAddress: String {
        get throws {
            guard let address = provider.metadata?.ipv4 ?? provider.recording?.address else {
                throw EmulatorError.noService(provider: provider.title)
            }
            return address
        }
    }

    /// The ports of the stack and of ssh, each forwarded from a port of this computer.
    fileprivate func machinePorts() throws -> [Int: Int] {
        var forwarded: [Int: Int] = [22: try freeLoopbackPort(except: ports.ports.values)]
        for port in plan.stack.ports.map(\.port) where port.transport == .tcp {
            forwarded[port.port] = try ports.ports[port.port] ?? freeLoopbackPort(except: forwarded.values)
        }
        return forwarded
    }

    /// The metadata service's record of a machine, without the requested faults.
    fileprivate func metadata(of order: (inout RecordedMachine) -> Void) async throws -> Metadata {
        let service = try MetadataService(provider: provider, variant: variant, change: order)
        var reader = MetadataReader(provider: provider)
        reader.baseURL = try await service.start()
        let answer = Result { try reader.read() }
        await service.stop()
        return try answer.get()
    }
}

extension RecordedMachine {
    /// The next machine that the provider makes.
    fileprivate var next: RecordedMachine {
        var next = self
        next.instanceID = Self.counted(instanceID)
        next.hostname += hostname.isEmpty ? "" : "2"
        next.publicIPv4 = Self.counted(publicIPv4)
        return next
    }

    /// With another last digit, so that the form stays.
    private static func counted(_ text: String) -> String {
        guard let place = text.lastIndex(where: { $0.isASCII && $0.isNumber }), let digit = text[place].wholeNumberValue
        else { return text }
        return text.replacingCharacters(in: place...place, with: "\(digit < 9 ? digit + 1 : digit - 1)")
    }
}
