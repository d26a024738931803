import Foundation
import Plan
import TestSupport
import Testing

@testable import Secrets

/// What others' programs say of our keys.
@Suite struct KeyTests {
    let folder = TemporaryFolder()

    private func run(_ name: String, _ arguments: [String]) throws -> Tool.Result {
        try #require(Tool(name)).run(arguments, in: folder.path)
    }

    @Test(arguments: KeyAlgorithm.allCases)
    func `OpenSSL checks a key pair and finds the same public half`(algorithm: KeyAlgorithm) throws {
        let pair = try made(.keyPair(algorithm.rawValue))
        try folder.write("key.pem", pair.value.revealed)
        try folder.write("public.pem", try #require(pair.publicHalf).revealed)
        #expect(pair.value.revealed.hasPrefix("-----BEGIN PRIVATE KEY-----\n"))
        let check = try run("openssl", ["pkey", "-in", "key.pem", "-check", "-noout"])
        #expect(check.status == 0 && check.output.contains("Key is valid"), "\(check.output)")
        let publicHalf = try run("openssl", ["pkey", "-in", "key.pem", "-pubout"])
        #expect(publicHalf.output == pair.publicHalf?.revealed)
        let text = try run("openssl", ["pkey", "-pubin", "-in", "public.pem", "-noout", "-text"]).output
        let mark =
            switch algorithm {
            case .rsa2048: "Public-Key: (2048 bit)"
            case .rsa3072: "Public-Key: (3072 bit)"
            case .rsa4096: "Public-Key: (4096 bit)"
            case .p256: "NIST CURVE: P-256"
            case .p384: "NIST CURVE: P-384"
            case .ed25519: "ED25519 Public-Key"
            }
        #expect(text.contains(mark))
    }

    @Test(arguments: ["", "backup@example.com", "seven c"])
    func `ssh-keygen reads the key and finds the same line`(comment: String) throws {
        let key = try made(SecretSpec.Recipe("ssh", ["comment": .text(comment)]))
        let line = try #require(key.publicHalf).revealed
        try folder.write("id", key.value.revealed, mode: 0o600)
        try folder.write("id.pub", line + "\n")
        let found = try run("ssh-keygen", ["-y", "-f", "id"])
        #expect(found.status == 0)
        #expect(found.output == line + "\n")
        let fingerprints = try ["id", "id.pub"].map { try run("ssh-keygen", ["-l", "-f", $0]).output }
        #expect(fingerprints[0].split(separator: " ")[1] == fingerprints[1].split(separator: " ")[1])
        #expect(fingerprints[0].hasPrefix("256 SHA256:") && fingerprints[0].hasSuffix("(ED25519)\n"))
    }

    @Test func `ssh-keygen signs by the key and takes the signature`() throws {
        let key = try made(SecretSpec.Recipe("ssh", ["comment": "me"]))
        try folder.write("id", key.value.revealed, mode: 0o600)
        try folder.write("allowed", "me " + (try #require(key.publicHalf).revealed) + "\n")
        try folder.write("text", "hello")
        #expect(try run("ssh-keygen", ["-Y", "sign", "-f", "id", "-n", "file", "text"]).status == 0)
        let shell = try run(
            "sh", ["-c", "ssh-keygen -Y verify -f allowed -I me -n file -s text.sig < text"])
        #expect(shell.output.hasPrefix("Good \"file\" signature"), "\(shell.output)")
    }

    @Test(.enabled(if: Tool.isInstalled("wg"), "wireguard-tools"))
    func `wg finds the same public key`() throws {
        for _ in 0..<20 {
            let key = try made(SecretSpec.Recipe("wireguard"))
            try folder.write("key", key.value.revealed + "\n")
            #expect(try run("sh", ["-c", "wg pubkey < key"]).output == key.publicHalf.map { $0.revealed + "\n" })
            let bytes = [UInt8](try #require(Data(base64Encoded: key.value.revealed)))
            #expect(bytes.count == 32)
            #expect(bytes[0] & 7 == 0 && bytes[31] & 0xc0 == 0x40, "as `wg genkey` does")
        }
    }

    static let ed25519 = """
        import sys, base64
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
        raw = [base64.urlsafe_b64decode(half + "=") for half in sys.argv[1:]]
        known = Ed25519PrivateKey.from_private_bytes(raw[0]).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        print(len(raw[0]), known == raw[1])
        """

    @Test(.enabled(if: Python.hasPackages, "python3-jwt, python3-cryptography"))
    func `a raw Ed25519 key's halves belong together`() throws {
        for _ in 0..<5 {
            let key = try made(SecretSpec.Recipe("ed25519"))
            let halves = [key.value.revealed, try #require(key.publicHalf).revealed]
            #expect(halves.map(\.count) == [43, 43])
            #expect(try Python.run(Self.ed25519, halves) == "32 True\n")
        }
    }

    static let vapid = """
        import sys, base64
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
        scalar = base64.urlsafe_b64decode(sys.argv[1] + "=")
        point = base64.urlsafe_b64decode(sys.argv[2] + "=")
        key = ec.derive_private_key(int.from_bytes(scalar, "big"), ec.SECP256R1()).public_key()
        print(len(scalar), len(point), key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint) == point)
        """

    @Test(.enabled(if: Python.hasPackages, "python3-jwt, python3-cryptography"))
    func `a VAPID key's point belongs to its scalar`() throws {
        for _ in 0..<5 {
            let key = try made(SecretSpec.Recipe("vapid"))
            let halves = [key.value.revealed, try #require(key.publicHalf).revealed]
            #expect(halves.map(\.count) == [43, 87])
            #expect(try Python.run(Self.vapid, halves) == "32 65 True\n")
        }
    }
}
