import Plan
import TestSupport
import Testing

@testable import Secrets

/// Tokens and key sets, read by PyJWT and by OpenSSL's own commands.
@Suite(.enabled(if: Python.hasPackages, "python3-jwt, python3-cryptography")) struct TokenTests {
    private static let claims: SecretOption = [
        "role": .template(Template(text: "anon")),
        "host": .template(Template([.text("https://"), .parameter("domain"), .text("/\"é\n")])),
        "level": 3, "admin": false,
        "https://hasura.io/jwt/claims": ["roles": [.template(Template(text: "user"))]],
    ]

    /// A token that the secret `KEY` signs.
    private func token(_ key: String, algorithm: KeyAlgorithm? = nil, days: Int? = nil, claims: SecretOption = [:])
        throws
        -> String
    {
        var recipe = SecretSpec.Recipe("jwt", ["key": .secret("KEY"), "claims": claims])
        if let days { recipe.options.append(.init("days", .number("\(days)"))) }
        let pair = algorithm.map { SecretSpec(name: "KEY", recipe: .keyPair($0.rawValue)) }
        return try make(recipe, secrets: ["KEY": key], pair: pair)
    }

    /// The set of a key pair.
    private func set(_ pair: String, _ algorithm: KeyAlgorithm) throws -> MadeSecret {
        try made(
            SecretSpec.Recipe("jwks", ["of": .secret("PAIR")]), secrets: ["PAIR": pair],
            pair: SecretSpec(name: "PAIR", recipe: .keyPair(algorithm.rawValue)))
    }

    private static let payload =
        #"{"admin": false, "exp": 1770955506, "host": "https://[domain]/\"\u00e9\n", "#
        + #""https://hasura.io/jwt/claims": {"roles": ["user"]}, "iat": 1770091506, "level": 3, "role": "anon"}"# + "\n"

    private static let decode = """
        import sys, json, jwt
        token, key, algorithm = sys.argv[1:4]
        options = {"verify_exp": False, "verify_iat": False}
        print(json.dumps(jwt.decode(token, key, algorithms=[algorithm], options=options), sort_keys=True))
        """

    @Test func `PyJWT takes a token by a shared key, and by no other`() throws {
        let token = try token("the shared key", days: 10, claims: Self.claims)
        #expect(try Python.run(Self.decode, [token, "the shared key", "HS256"]) == Self.payload)
        #expect(try Python.run(Self.decode, [token, "another key", "HS256"]).contains("InvalidSignatureError"))
    }

    @Test(arguments: [(KeyAlgorithm.p256, "ES256"), (.p384, "ES384"), (.rsa2048, "RS256"), (.ed25519, "EdDSA")])
    func `PyJWT takes a token by a key pair`(algorithm: KeyAlgorithm, name: String) throws {
        let pair = try made(.keyPair(algorithm.rawValue))
        let publicHalf = try #require(pair.publicHalf).revealed
        let other = try #require(try made(.keyPair(algorithm.rawValue)).publicHalf).revealed
        // Numbers with leading zeros, which a signature must keep, come up once in 128 of them.
        for _ in 0..<(algorithm == .p256 ? 8 : 2) {
            let token = try token(pair.value.revealed, algorithm: algorithm, days: 10, claims: Self.claims)
            #expect(try Python.run(Self.decode, [token, publicHalf, name]) == Self.payload)
            #expect(try Python.run(Self.decode, [token, other, name]).contains("InvalidSignatureError"))
        }
    }

    @Test func `hundreds of ES256 signatures are all of the same width`() throws {
        let pair = try make(.keyPair("p-256"))
        for _ in 0..<600 {
            let token = try token(pair, algorithm: .p256)
            #expect(token.split(separator: ".").last?.count == 86)
        }
    }

    @Test func `a token that never ends has no exp`() throws {
        let token = try token("k")
        #expect(try Python.run(Self.decode, [token, "k", "HS256"]) == "{\"iat\": 1770091506}\n")
    }

    private static let readSet = """
        import sys, jwt, json
        from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
        private, public, pem, token = sys.argv[1:5]
        sets = [jwt.PyJWKSet.from_json(text) for text in (private, public)]
        print(sets[0].keys[0].key.private_numbers() == load_pem_private_key(pem.encode(), None).private_numbers()
            if hasattr(sets[0].keys[0].key, "private_numbers") else True)
        key = sets[1][jwt.get_unverified_header(token)["kid"]]
        print("d" in json.loads(public)["keys"][0], jwt.decode(token, key.key, algorithms=[key._jwk_data["alg"]],
            options={"verify_exp": False, "verify_iat": False})["iat"])
        """

    @Test(arguments: [KeyAlgorithm.p256, .p384, .rsa2048, .ed25519])
    func `a set holds the key, and a token names its key there`(algorithm: KeyAlgorithm) throws {
        for _ in 0..<3 {
            let pair = try make(.keyPair(algorithm.rawValue))
            let set = try set(pair, algorithm)
            let token = try token(pair, algorithm: algorithm)
            let output = try Python.run(
                Self.readSet, [set.value.revealed, try #require(set.publicHalf).revealed, pair, token])
            #expect(output == "True\nFalse 1770091506\n")
        }
    }

    @Test func `the key id is RFC 7638's thumbprint`() throws {
        let set = try set(try make(.keyPair("ed25519")), .ed25519)
        let program = """
            import sys, json, hashlib, base64
            key = json.loads(sys.argv[1])["keys"][0]
            text = json.dumps({name: key[name] for name in ("crv", "kty", "x")}, separators=(",", ":"), sort_keys=True)
            print(base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=") == key["kid"])
            """
        #expect(try Python.run(program, [set.value.revealed]) == "True\n")
    }

    @Test func `zlib finds a token's checksum`() throws {
        let program = """
            import sys, zlib, string
            digits = string.digits + string.ascii_uppercase + string.ascii_lowercase
            for token in sys.argv[1:]:
                body, check = token[4:-6], token[-6:]
                value = 0
                for digit in check: value = value * 62 + digits.index(digit)
                print(token[:4], len(body), value == zlib.crc32(body.encode()))
            """
        let tokens = try (0..<20).map { _ in try make("token", ["prefix": "app_", "length": 30]) }
        #expect(try Python.run(program, tokens) == String(repeating: "app_ 30 True\n", count: 20))
    }
}
