/// What a provider's metadata service was seen to answer, as the emulator serves it.
///
/// It is part of the provider's folder, so that a new provider can be tried the day it is added.
public struct Recording: Sendable {
    /// One kind of machine that the provider has.
    public struct Variant: Sendable {
        public let name: String
        /// What is particular about it.
        public let summary: String
        /// The machine that was recorded.
        public let machine: Machine
        /// What the service answers for a machine.
        public let routes: @Sendable (Machine) -> [Route]
    }

    public let variants: [Variant]
    /// What the firmware of the provider's machines names as their maker; the instance's id is their serial number.
    public let vendor: String
    /// The network card of a virtual machine in the place of one of the provider's, where the service names none.
    public var usualMAC = "52:54:00:00:00:01"
    /// What the kernel of such a machine is told beside what all are, and through it cloud-init.
    public var kernelArguments: [String] = []
    /// What must differ from the recorded machine where a whole machine, with cloud-init, reads the metadata.
    public var bootable: @Sendable (inout Machine) -> Void = { _ in }
    /// Whether the machine's network is set up from the metadata's addresses rather than by DHCP.
    public var isAddressedByMetadata = false
    /// The answer to a path that does not exist.
    public let notFound: Answer
    /// The answer to a method that a path does not take; nil where the provider answers as to an unknown path.
    public var methodNotAllowed: Answer?
    /// The token that other requests must carry, where the provider wants one.
    public var token: SessionToken?

    /// What may differ from machine to machine of one variant.
    public struct Machine: Equatable, Sendable {
        public var instanceID: String
        public var hostname: String
        public var publicIPv4: String
        /// The public interface's address; empty where the service does not tell it.
        public var mac = ""
        /// Values that the owner gave through the provider's own channel.
        public var variables: [String: String] = [:]
        /// The user-data that the owner gave in place of the recorded one.
        public var userData: String?
    }

    public struct Answer: Sendable {
        public var status = 200
        public var headers: [String: String]
        public var body: String
    }

    /// An answer to one question. Of a path's routes the first whose wanted headers the request has gives the answer.
    public struct Route: Sendable {
        public var method = "GET"
        public var path: String
        /// Headers that the request must have, with the value or, where that is nil, with any.
        public var wants: [String: String?] = [:]
        public var answer: Answer
    }
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
