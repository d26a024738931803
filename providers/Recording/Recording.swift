/// Recorded answers of a provider's metadata service, for the emulator.
///
/// They are part of the provider's folder, so that a new provider can be tried at once.
public struct Recording: Sendable {
    /// One kind of the provider's machines.
    public struct Variant: Sendable {
        public let name: String
        /// What is special about it.
        public let summary: String
        /// The machine that was recorded.
        public let machine: RecordedMachine
        /// What the service answers for a machine.
        public let routes: @Sendable (RecordedMachine) -> [Route]
    }

    public let variants: [Variant]
    /// The vendor in the firmware of the provider's machines. The serial number is the instance id.
    public let vendor: String
    /// The product's name in the firmware; nil if it is the vendor's.
    public var product: String?
    /// The uuid in the firmware, which is also the serial number there; nil if both are the instance's id.
    public var uuid: String?
    /// The chassis's asset tag in the firmware.
    public var assetTag: String?
    /// The MAC address for a virtual machine that stands in for the provider's, if the service names none.
    public var usualMAC = "52:54:00:00:00:01"
    /// Further kernel options for such a machine, which cloud-init reads too.
    public var kernelArguments: [String] = []
    /// What must differ from the recording when a whole machine with cloud-init reads the metadata.
    public var bootable: @Sendable (inout RecordedMachine) -> Void = { _ in }
    /// Where the answers are, for a provider that has no address of its own for them.
    public var address: String?
    /// Whether the machine's network is set up from the metadata's addresses and not by DHCP.
    public var isAddressedByMetadata = false
    /// The answer to a path that does not exist.
    public let notFound: Answer
    /// The answer to a method that a path does not support; nil if it is the same as for an unknown path.
    public var methodNotAllowed: Answer?
    /// The token that other requests must carry, if the provider wants one.
    public var token: SessionToken?

    /// What the firmware of the provider's machines says.
    public var firmware: Firmware {
        var firmware = Firmware()
        firmware.vendor = vendor
        firmware.product = product ?? vendor
        firmware.assetTag = assetTag
        firmware.commandLine = kernelArguments
        return firmware
    }

    public struct Answer: Sendable {
        public var status = 200
        public var headers: [String: String]
        public var body: String
    }

    /// An answer to one request. The first route of a path whose required headers the request has gives the answer.
    public struct Route: Sendable {
        public var method = "GET"
        public var path: String
        /// Headers that the request must have, with this value, or with any value if it is nil.
        public var wants: [String: String?] = [:]
        public var answer: Answer
    }
}

/// What may differ between machines of one variant.
public struct RecordedMachine: Equatable, Sendable {
    public var instanceID: String
    public var hostname: String
    public var publicIPv4: String
    /// The public interface's MAC address; empty if the service does not give it.
    public var mac = ""
    /// Values that the owner gave through the provider's own channel.
    public var variables: [String: String] = [:]
    /// The owner's user-data, instead of the recorded one.
    public var userData: String?
    /// A publisher's vendor data, instead of the recorded one, where the provider takes any.
    public var vendorData: String?
}

extension Recording.Answer {
    public static func text(_ body: String, status: Int = 200) -> Self {
        Self(status: status, headers: ["Content-Type": "text/plain; charset=utf-8"], body: body)
    }

    public static func json(_ body: String, status: Int = 200) -> Self {
        Self(status: status, headers: ["Content-Type": "application/json"], body: body)
    }
}

extension Recording.Route {
    public static func get(_ path: String, wants: [String: String?] = [:], _ answer: Recording.Answer) -> Self {
        Self(path: path, wants: wants, answer: answer)
    }
}
