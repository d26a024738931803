import Plan
import TestSupport
import Testing

@testable import Secrets

@Suite struct CertificateTests {
    let folder = TemporaryFolder()

    private func openssl(_ arguments: [String]) throws -> Tool.Result {
        try #require(Tool("openssl")).run(arguments, in: folder.path)
    }

    private func make(_ algorithm: KeyAlgorithm, _ names: [String], now: Int = firstBoot) throws {
        let templates = names.map { Template(text: $0) }
        let made = try made(.certificate(algorithm.rawValue, names: templates, days: 30), now: now)
        try folder.write("key.pem", made.value.revealed)
        try folder.write("certificate.pem", try #require(made.publicHalf).revealed)
    }

    @Test(arguments: KeyAlgorithm.allCases)
    func `OpenSSL verifies it for each of its names, as long as it is valid`(algorithm: KeyAlgorithm) throws {
        try make(algorithm, ["app.example.com", "", "203.0.113.7", "[2001:db8::7]"])
        for (name, day, isValid) in [
            (["-verify_hostname", "app.example.com"], 1, true), (["-verify_ip", "203.0.113.7"], 29, true),
            (["-verify_ip", "2001:db8::7"], 0, true), (["-verify_hostname", "other.example.com"], 1, false),
            (["-verify_ip", "203.0.113.8"], 1, false), (["-verify_hostname", "app.example.com"], 31, false),
            (["-verify_hostname", "app.example.com"], -2, false),
        ] {
            let verified = try openssl(
                ["verify", "-x509_strict", "-purpose", "sslserver", "-attime", "\(firstBoot + day * 86_400)"] + name
                    + ["-CAfile", "certificate.pem", "certificate.pem"])
            #expect((verified.status == 0) == isValid, "\(name) \(day) \(verified.output)")
        }
        let keys = try [
            ["pkey", "-in", "key.pem", "-pubout"], ["x509", "-in", "certificate.pem", "-noout", "-pubkey"],
        ]
        .map { try openssl($0).output }
        #expect(keys[0] == keys[1])
        let subject = try openssl(["x509", "-in", "certificate.pem", "-noout", "-subject", "-issuer"]).output
        #expect(subject == "subject=CN = app.example.com\nissuer=CN = app.example.com\n")
    }

    @Test func `a name that is too long for a common name is an alternative name all the same`() throws {
        let name = String(repeating: "a", count: 60) + ".example.com"
        try make(.p256, [name])
        let text = try openssl(["x509", "-in", "certificate.pem", "-noout", "-subject", "-ext", "subjectAltName"])
            .output
        #expect(text.contains("DNS:\(name)\n"))
        #expect(!text.contains("CN"))
    }

    @Test func `a comma in a name makes no second one`() throws {
        try make(.p256, ["a.example.com,DNS:b.example.com"])
        let other = try openssl(
            ["x509", "-in", "certificate.pem", "-noout", "-checkhost", "b.example.com"])
        #expect(other.output.contains("does NOT match"))
    }

    @Test func `without any name there is none`() {
        #expect(throws: Certificate.Nameless.self) { try make(.p256, ["", ""]) }
    }

    @Test func `no two serial numbers are alike`() throws {
        let serials = try (0..<3).map { _ in
            try make(.ed25519, ["a.example.com"])
            return try openssl(["x509", "-in", "certificate.pem", "-noout", "-serial"]).output
        }
        #expect(Set(serials).count == 3)
    }
}
