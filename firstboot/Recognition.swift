import Plan
import Providers

/// Which provider's machine this is.
enum Recognition {
    /// Refuses a machine that the plan was not made for.
    ///
    /// - Returns: What the firmware says.
    static func check(_ machine: Machine) throws -> Firmware {
        let firmware = Firmware.read(machine.machineFiles)
        let provider = try provider(of: machine, firmware)
        do throws(MetadataError) {
            try provider.verify(firmware)
        } catch {
            throw Failure(.wrongMachine, error.description)
        }
        return firmware
    }

    /// The plan's provider; for the generic plan the one whose machine this is.
    static func provider(of machine: Machine, _ firmware: Firmware) throws -> Provider {
        guard let provider = Provider.named(machine.plan.provider.rawValue) else {
            throw Failure(
                .internalError, "the plan is for \(machine.plan.provider), which this executable does not know")
        }
        // Without a metadata service of its own, the generic provider takes that of the cloud it finds itself on.
        return provider.metadataURLs.isEmpty ? Provider.detect(firmware) ?? provider : provider
    }
}

extension Machine {
    var machineFiles: MachineFiles { MachineFiles(root: files.root.prefix) }
}
