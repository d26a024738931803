import Foundation
import Publishing
import TestSupport
import Testing

@testable import Release

/// Against stock minisign, in both directions.
@Suite(.enabled(if: Tool.isInstalled("minisign"))) struct MinisignTests {
    let folder = TemporaryFolder()
    let minisign: Tool
    let message = Array("{\"name\": \"echora\"}\n".utf8)

    init() throws {
        minisign = try #require(Tool("minisign"))
        try folder.write("file", message)
    }

    private func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.file(name))))
    }

    @Test func minisignVerifiesOurs() throws {
        let key = try Minisign.SecretKey.make()
        try folder.write("our.pub", key.publicKey.file)
        try folder.write("file.minisig", key.sign(message, trustedComment: "name:echora\tversion:1.5.0").file)
        let result = try minisign.run(["-V", "-p", "our.pub", "-m", "file"], in: folder.path)
        #expect(result.status == 0, "\(result.output)")
        #expect(result.output.contains("name:echora\tversion:1.5.0"))
        try folder.write("file", message + [0x20])
        #expect(try minisign.run(["-V", "-P", key.publicKey.line, "-m", "file"], in: folder.path).status != 0)
    }

    @Test func minisignSignsWithOurKey() throws {
        let key = try Minisign.SecretKey.make()
        try key.withFile { try folder.write("our.key", $0, mode: 0o600) }
        let result = try minisign.run(["-S", "-s", "our.key", "-m", "file", "-t", "ours"], in: folder.path)
        #expect(result.status == 0, "\(result.output)")
        let signature = try Minisign.Signature(reading: bytes("file.minisig"))
        try signature.verify(message, by: key.publicKey)
        #expect(signature.trustedComment == "ours" && signature.isPrehashed)
    }

    @Test(arguments: [[], ["-l"]]) func weVerifyMinisigns(_ options: [String]) throws {
        #expect(try minisign.run(["-G", "-W", "-p", "their.pub", "-s", "their.key"], in: folder.path).status == 0)
        #expect(
            try minisign.run(["-S", "-s", "their.key", "-m", "file"] + options, in: folder.path).status == 0)
        let line = try #require(try folder.read("their.pub").split(separator: "\n").last)
        let key = try #require(Minisign.PublicKey(line))
        #expect(key.file == (try bytes("their.pub")))
        let signature = try Minisign.Signature(reading: bytes("file.minisig"))
        #expect(signature.isPrehashed == options.isEmpty)
        try signature.verify(message, by: key)
        // Their secret key is ours, and the signature the same: Ed25519 needs no random number.
        let secret = try Minisign.SecretKey(reading: bytes("their.key")) { nil }
        #expect(secret.publicKey == key)
        if signature.isPrehashed {
            #expect(try secret.sign(message, trustedComment: signature.trustedComment) == signature)
        }
    }
}

@Suite struct SignatureTests {
    let message = Array("release".utf8)

    /// Whatever byte of the file changes, the signature is refused, or nothing that counts has changed.
    @Test func everyAlteredByteIsRefused() throws {
        let key = try Minisign.SecretKey.make()
        let file = try key.sign(message, trustedComment: "name:echora").file
        let firstLine = try #require(file.firstIndex(of: 0x0a))
        for place in file.indices where place > firstLine {
            for change: UInt8 in [0x01, 0x02, 0x20, 0x80] {
                var altered = file
                altered[place] ^= change
                #expect(throws: ReleaseRefusal.self, "byte \(place) ^ \(change)") {
                    try Minisign.Signature(reading: altered).verify(message, by: key.publicKey)
                }
            }
        }
        for count in file.indices.dropLast() {
            #expect(throws: ReleaseRefusal.self, "cut off after \(count)") {
                try Minisign.Signature(reading: Array(file.prefix(count))).verify(message, by: key.publicKey)
            }
        }
        for place in message.indices {
            var altered = message
            altered[place] ^= 1
            #expect(throws: ReleaseRefusal.altered("the file is not what \(key.publicKey.name) has signed")) {
                try Minisign.Signature(reading: file).verify(altered, by: key.publicKey)
            }
        }
        #expect(throws: ReleaseRefusal.self) { try Minisign.Signature(reading: file + Array("more\n".utf8)) }
        #expect(throws: ReleaseRefusal.self) { try Minisign.Signature(reading: .init(repeating: 0x61, count: 1 << 20)) }
    }

    @Test func damagedFilesNeverVerify() throws {
        let key = try Minisign.SecretKey.make()
        let file = try key.sign(message, trustedComment: "name:echora").file
        let ends = { (bytes: [UInt8]) in Array(bytes.drop { $0 != 0x0a }) }
        var damage = Damage(seed: 7)
        for _ in 0..<2_000 {
            let damaged = damage.of(file)
            guard let signature = try? Minisign.Signature(reading: damaged),
                (try? signature.verify(message, by: key.publicKey)) != nil
            else { continue }
            // The first comment is signed by nobody, line ends may be Windows's, and the last one may be missing.
            let kept = ends(damaged).filter { $0 != 0x0d }
            #expect(kept == ends(file) || kept + [0x0a] == ends(file))
        }
    }

    @Test func signaturesWithWindowsLineEndsAreRead() throws {
        let key = try Minisign.SecretKey.make()
        let text = String(decoding: try key.sign(message, trustedComment: "a").file, as: UTF8.self)
        let signature = try Minisign.Signature(reading: Array(text.replacing("\n", with: "\r\n").utf8))
        try signature.verify(message, by: key.publicKey)
    }

    @Test(arguments: ["", "RWQ", "RWS4KnKBBU1TZsQfUSb51Me3I4UW4UvE1c3cvnSryuF11jMTiolwSzD", "not base64 at all"])
    func whatIsNoPublicKeyIsNone(_ line: String) {
        #expect(Minisign.PublicKey(line) == nil)
    }

    @Test func aPublicKeysNameIsMinisigns() throws {
        let key = try #require(Minisign.PublicKey("RWS4KnKBBU1TZsQfUSb51Me3I4UW4UvE1c3cvnSryuF11jMTiolwSzD/"))
        #expect(key.name == "66534D0581722AB8")
    }
}
