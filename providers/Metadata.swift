import Plan

/// What a cloud says about a machine, in the same form for all clouds.
///
/// The coding keys are a contract: `NAMEctl metadata --json` prints them.
public struct Metadata: Codable, Equatable, Sendable {
    public struct MACs: Codable, Equatable, Sendable {
        public var `public`: String?
        public var `private`: [String]

        public init(public: String?, private: [String]) {
            self.public = `public`
            self.private = `private`
        }

        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(`public`, forKey: .public)
            try container.encode(`private`, forKey: .private)
        }

        enum CodingKeys: CodingKey { case `public`, `private` }
    }

    public var provider: ProviderID
    public var instanceID: String
    /// Other ids that the provider uses for the same machine. An answer may have only one of these. Not part of
    /// ``normalized``.
    public var otherIDs: [String]?
    public var hostname: String
    public var region: String?
    public var zone: String?
    public var publicIPv4: String?
    public var publicIPv6: String?
    public var privateIPv4s: [String] = []
    public var sshKeys: [String] = []
    public var userData: String?
    public var vendorData: String?
    public var tags: [String] = []
    /// Values that the owner gave through the provider's own channel (Vultr's app variables).
    public var vars: [String: String] = [:]
    public var macs = MACs(public: nil, private: [])
    /// Notes for the owner about invalid values that were skipped. Not part of the record.
    public internal(set) var notes: [String] = []

    /// - Parameters:
    ///   - hostname: As the provider gives it. An invalid name counts as none.
    ///   - standIn: The machine's name if the provider gives none.
    public init(provider: ProviderID, instanceID: String, hostname: String?, otherwise standIn: String = "localhost") {
        self.provider = provider
        self.instanceID = instanceID
        let isName = hostname.map(Syntax.isMachineName) ?? false
        self.hostname = isName ? hostname ?? standIn : standIn
        if !isName, let hostname { pass(over: hostname, "host name", for: "`\(standIn)`") }
    }

    /// Adds addresses of private networks, each once, in any notation. Anything else than an IPv4 address is skipped.
    mutating func addPrivate(_ addresses: [String?]) {
        for address in addresses.compactMap(Address.ipv4) where !privateIPv4s.contains(address) {
            privateIPv4s.append(address)
        }
    }

    enum CodingKeys: String, CodingKey, CaseIterable {
        case provider
        case instanceID = "instance_id"
        case otherIDs = "other_ids"
        case hostname, region, zone
        case publicIPv4 = "public_ipv4"
        case publicIPv6 = "public_ipv6"
        case privateIPv4s = "private_ipv4s"
        case sshKeys = "ssh_keys"
        case userData = "user_data"
        case vendorData = "vendor_data"
        case tags, vars, macs
    }

    /// Writes every key, so that a missing value shows as null.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(provider, forKey: .provider)
        try container.encode(instanceID, forKey: .instanceID)
        try container.encodeIfPresent(otherIDs, forKey: .otherIDs)
        try container.encode(hostname, forKey: .hostname)
        try container.encode(region, forKey: .region)
        try container.encode(zone, forKey: .zone)
        try container.encode(publicIPv4, forKey: .publicIPv4)
        try container.encode(publicIPv6, forKey: .publicIPv6)
        try container.encode(privateIPv4s, forKey: .privateIPv4s)
        try container.encode(sshKeys, forKey: .sshKeys)
        try container.encode(userData, forKey: .userData)
        try container.encode(vendorData, forKey: .vendorData)
        try container.encode(tags, forKey: .tags)
        try container.encode(vars, forKey: .vars)
        try container.encode(macs, forKey: .macs)
    }
}

extension Metadata {
    /// The record with the same keys for every provider, as `NAMEctl metadata --json` prints it.
    public var normalized: Metadata {
        var record = self
        record.otherIDs = nil
        return record
    }

    /// Whether both describe one machine: they share an id, in whatever order they name their ids.
    ///
    /// - Parameter serial: The firmware's serial number, if it was the same for both. It counts if the provider writes
    ///   an instance id there; a placeholder or a board's own number never is one.
    public func isOfSameMachine(as other: Metadata, serial: String? = nil) -> Bool {
        guard provider == other.provider else { return false }
        if let serial, allIDs.union(other.allIDs).contains(serial) { return true }
        return !allIDs.isDisjoint(with: other.allIDs)
    }

    /// The same machine under the id that was recorded first, so that everything named by that id stays valid.
    public func keepingID(of known: Metadata, serial: String? = nil) -> Metadata {
        guard isOfSameMachine(as: known, serial: serial) else { return self }
        var metadata = self
        metadata.instanceID = known.instanceID
        let others = allIDs.union(known.allIDs).subtracting([known.instanceID])
        metadata.otherIDs = others.isEmpty ? nil : others.sorted()
        return metadata
    }

    private var allIDs: Set<String> { Set([instanceID] + (otherIDs ?? [])) }
}
