/// Text with places that the machine fills in, already parsed: the machine never sees `{{ }}`.
public struct Template: Codable, Equatable, Sendable {
    public indirect enum Part: Codable, Equatable, Sendable {
        case text(String)
        case secret(String)
        /// The half of a secret that may be known: a public key, a certificate.
        case publicHalf(of: String)
        case parameter(String)
        case machine(MachineValue)
        case encoded(Part, Encoding)
    }

    /// What `| name` does to a value.
    public enum Encoding: String, Codable, CaseIterable, Sendable {
        case urlencode
        case base64

        /// What the reference says of it.
        public var summary: String {
            switch self {
            case .urlencode: "percent-encoded, so that it may stand in any part of a URL"
            case .base64: "in standard base64 with padding, on one line: for a PEM key in an environment variable"
            }
        }
    }
    public var parts: [Part]

    public init(_ parts: [Part]) { self.parts = parts }
    public init(text: String) { parts = text.isEmpty ? [] : [.text(text)] }

    /// The secrets that it names, be it the whole or the public half of one.
    public var secretNames: [String] {
        parts.compactMap {
            switch $0.plain {
            case .secret(let name), .publicHalf(let name): name
            default: nil
            }
        }
    }
    public var parameterNames: [String] {
        parts.compactMap { if case .parameter(let name) = $0.plain { name } else { nil } }
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

extension Template.Part {
    /// The same without its encodings.
    public var plain: Template.Part {
        if case .encoded(let part, _) = self { part.plain } else { self }
    }
}

/// A fact of the machine that a template can name.
public enum MachineValue: String, Codable, CaseIterable, Sendable {
    /// The name or address that people reach the app by: the first parameter of type `hostname` that has a value,
    /// else the public IPv4 address, the public IPv6 address in brackets, a private address, the machine's name.
    case address
    /// The same as a certificate or a server's settings call it: an IPv6 address without the brackets of a URL.
    case bareAddress = "bare_address"
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
        case .bareAddress: "the same, an IPv6 address without its brackets, as certificates name it"
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
