/// Text with places that the machine fills in, already parsed: the machine never sees `{{ }}`.
public struct Template: Codable, Equatable, Sendable {
    public enum Part: Codable, Equatable, Sendable {
        case text(String)
        case secret(String)
        case parameter(String)
        case machine(MachineValue)
    }
    public var parts: [Part]

    public init(_ parts: [Part]) { self.parts = parts }
    public init(text: String) { parts = text.isEmpty ? [] : [.text(text)] }

    public var secretNames: [String] {
        parts.compactMap { if case .secret(let name) = $0 { name } else { nil } }
    }
    public var parameterNames: [String] {
        parts.compactMap { if case .parameter(let name) = $0 { name } else { nil } }
    }
    /// The text, where nothing is left to fill in.
    public var literal: String? {
        var text = ""
        for part in parts {
            guard case .text(let piece) = part else { return nil }
            text += piece
        }
        return text
    }
}

/// A fact of the machine that a template can name.
public enum MachineValue: String, Codable, CaseIterable, Sendable {
    /// The name or address that people reach the app by: the first parameter of type `hostname` that has a value,
    /// else the public IPv4 address, the public IPv6 address in brackets, a private address, the machine's name.
    case address
    case hostname
    case publicIPv4 = "public_ipv4"
    case publicIPv6 = "public_ipv6"
    case privateIPv4 = "private_ipv4"
    case instanceID = "instance_id"
    case region
    case provider

    /// What the reference says of it.
    public var summary: String {
        switch self {
        case .address: "the domain if one was given, else the machine's best address"
        case .hostname: "the machine's name as its provider gives it"
        case .publicIPv4: "the public IPv4 address, or nothing"
        case .publicIPv6: "the public IPv6 address, or nothing"
        case .privateIPv4: "the first private IPv4 address, or nothing"
        case .instanceID: "the provider's id of this machine"
        case .region: "the provider's region"
        case .provider: "vultr, digitalocean, hetzner, linode or generic"
        }
    }
}
