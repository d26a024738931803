import Plan
import Providers

/// Which provider's machine this is, and what its firmware says.
package struct Detection {
    package let firmware: Firmware
    package let provider: Provider

    /// Refuses a machine that the plan was not made for.
    ///
    /// - Parameter known: The provider as which the machine was set up. A generic one stays that: a newer program may
    ///   know more clouds, and their ids would make another machine of it.
    package init(_ machine: Machine, known: ProviderID? = nil) throws {
        firmware = Firmware.read(machine.machineFiles)
        provider = try Self.provider(of: machine, firmware, known)
        do throws(MetadataError) {
            try provider.verify(firmware)
        } catch {
            throw Failure(.wrongMachine, error.description)
        }
    }

    /// The plan's provider; for a generic plan, the provider that is detected.
    private static func provider(of machine: Machine, _ firmware: Firmware, _ known: ProviderID?) throws -> Provider {
        guard let provider = Provider.named(machine.plan.provider.rawValue) else {
            throw Failure(
                .internalError, "the plan is for \(machine.plan.provider), which this executable does not know")
        }
        // The generic provider has no metadata service of its own. It uses that of the cloud where it runs.
        guard provider.metadataURLs.isEmpty else { return provider }
        if known == Provider.generic.id, provider.id == known { return provider }
        if let detected = Provider.detect(firmware) { return detected }
        // A seed disk is often taken out after the first boot.
        guard let before = known.flatMap({ Provider.named($0.rawValue) }), before.metadataURLs.isEmpty else {
            return provider
        }
        return before
    }
}

extension Machine {
    package var machineFiles: MachineFiles { MachineFiles(root: files.root.prefix) }
}
