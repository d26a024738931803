import JSON

/// A key pair as a JSON Web Key (RFC 7517, RFC 7518, RFC 8037).
struct JWK {
    private typealias Member = JSONValue.Member

    /// Those that the thumbprint is taken of, in its order (RFC 7638, section 3.2).
    private let required: [Member]
    private let secret: [Member]
    private let algorithm: KeyAlgorithm

    init(_ pair: borrowing KeyPair, _ algorithm: KeyAlgorithm) throws(CryptographyFailure) {
        self.algorithm = algorithm
        switch algorithm {
        case .rsa2048, .rsa3072, .rsa4096:
            required = [
                Self.member("e", try pair.number("e")), Member("kty", .string("RSA")),
                Self.member("n", try pair.number("n")),
            ]
            secret = [
                Self.member("d", try pair.number("d")),
                Self.member("p", try pair.number("rsa-factor1")), Self.member("q", try pair.number("rsa-factor2")),
                Self.member("dp", try pair.number("rsa-exponent1")),
                Self.member("dq", try pair.number("rsa-exponent2")),
                Self.member("qi", try pair.number("rsa-coefficient1")),
            ]
        case .p256, .p384:
            let width = algorithm == .p256 ? 32 : 48
            required = [
                Member("crv", .string(algorithm == .p256 ? "P-256" : "P-384")), Member("kty", .string("EC")),
                Self.member("x", try pair.number("qx", width: width)),
                Self.member("y", try pair.number("qy", width: width)),
            ]
            secret = [Self.member("d", try pair.number("priv", width: width))]
        case .ed25519:
            let raw = try pair.raw()
            required = [
                Member("crv", .string("Ed25519")), Member("kty", .string("OKP")), Self.member("x", raw.public),
            ]
            secret = [Self.member("d", raw.private)]
        }
    }

    private static func member(_ name: String, _ bytes: [UInt8]) -> Member {
        Member(name, .string(TextEncodings.base64url(bytes)))
    }

    /// The thumbprint, by which a token names the key that it is signed by.
    var identifier: String {
        TextEncodings.base64url(Digests.sha256(JSONValue.object(required).text()))
    }

    /// A set of this key alone; without the private members as the public half.
    var sets: MadeSecret {
        let use = [
            Member("kid", .string(identifier)), Member("alg", .string(algorithm.signature)),
            Member("use", .string("sig")),
        ]
        let texts = [required + secret + use, required + use].map { members in
            JSONValue.object([Member("keys", .array([.object(members)]))]).text()
        }
        return MadeSecret(texts[0], publicHalf: texts[1])
    }
}
