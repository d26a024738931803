import YAML

/// A variable that Coolify itself gives a value: `SERVICE_PASSWORD_64_DB`.
///
/// Source: coolify.io/docs, "Docker Compose: Coolify's magic environment variables".
struct MagicVariable: Equatable {
    enum Kind: Equatable {
        /// With its kind in app.yaml, and what it is in words.
        case secret([(String, YAMLValue)], String)
        case jwt(role: String)
        case url(host: String, port: Int?)
        case hostname(host: String, port: Int?)
        case serviceName(String)

        static func == (left: Kind, right: Kind) -> Bool { "\(left)" == "\(right)" }
    }

    let kind: Kind

    init?(_ name: String) {
        guard name.hasPrefix("SERVICE_") else { return nil }
        let rest = name.dropFirst("SERVICE_".count)
        if rest == "SUPABASEANON_KEY" || rest == "SUPABASESERVICE_KEY" {
            kind = .jwt(role: rest == "SUPABASEANON_KEY" ? "anon" : "service_role")
            return
        }
        let words = rest.split(separator: "_", omittingEmptySubsequences: false).map(String.init)
        guard words.count > 1, words.allSatisfy({ !$0.isEmpty }) else { return nil }
        let size = Int(words[1]).flatMap { [16, 32, 64, 128].contains($0) ? $0 : nil }
        switch words[0] {
        case "URL", "FQDN":
            let port =
                words.count > 2 ? Int(words[words.count - 1]).flatMap { (1...65535).contains($0) ? $0 : nil } : nil
            let host = words.dropFirst().dropLast(port == nil ? 0 : 1).joined(separator: "_")
            kind = words[0] == "URL" ? .url(host: host, port: port) : .hostname(host: host, port: port)
        case "NAME": kind = .serviceName(words.dropFirst().joined(separator: "_"))
        case "PASSWORD": kind = Self.letters(size ?? 32)
        case "PASSWORDWITHSYMBOLS":
            let length = size ?? 32
            kind = .secret(
                [("kind", .string("password")), ("length", .int(length))], "\(length) characters with punctuation")
        // Coolify's BASE64 is random letters and digits, and only REALBASE64 is base64.
        case "BASE64": kind = Self.letters(size ?? 32)
        case "REALBASE64":
            kind = .secret(
                [("kind", .string("base64")), ("bytes", .int(size ?? 32))], "base64 of \(size ?? 32) random bytes")
        case "HEX":
            kind = .secret(
                [("kind", .string("hex")), ("length", .int(size ?? 32))], "\(size ?? 32) hexadecimal digits")
        case "USER", "LOWERCASEUSER":
            kind = .secret(
                [("kind", .string("username")), ("length", .int(11))], "a user's name such as user_k3v9x1a7q2m")
        default: return nil
        }
    }

    private static func letters(_ length: Int) -> Kind {
        .secret([("kind", .string("alphanumeric")), ("length", .int(length))], "\(length) letters and digits")
    }
}
