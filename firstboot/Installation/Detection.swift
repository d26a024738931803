import Plan
import Providers

/// Which provider's machine this is, and what its firmware says.
package struct Detection {
    package let firmware: Firmware
    package let provider: Provider

    /// Refuses a machine that the plan was not made for.
    package init(_ machine: Machine) throws {
        firmware = Firmware.read(machine.machineFiles)
        provider = try Self.provider(of: machine, firmware)
        do throws(MetadataError) {
            try provider.verify(firmware)
        } catch {
            throw Failure(.wrongMachine, error.description)
        }
    }

    /// The plan's provider; for a generic plan, the provider that is detected.
    private static func provider(of machine: Machine, _ firmware: Firmware) throws -> Provider {
        guard let provider = Provider.named(machine.plan.provider.rawValue) else {
            throw Failure(
                .internalError, "the plan is for \(machine.plan.provider), which this executable does not know")
        }
        guard provider.id == Provider.generic.id else { return provider }
        // The generic provider has no metadata service of its own. It uses that of the cloud where it runs, if apps are
        // made for that one without being asked. Elsewhere the service may be off, or need more rights than the unit has.
        return Provider.detect(firmware).flatMap { $0.isOnRequest ? nil : $0 } ?? provider
    }
}

extension Machine {
    package var machineFiles: MachineFiles { MachineFiles(root: files.root.prefix) }
}
