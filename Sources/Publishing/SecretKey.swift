import COpenSSL
import Plan
import Release

extension Minisign {
    /// A secret key in minisign's form. It prints as nothing, and its memory is wiped when it goes.
    public final class SecretKey: @unchecked Sendable {  // Sendable: the memory is written once, in `init`.
        /// In bytes: marks of 2 each for the key, the password's function and the checksum, salt (32), costs (8 and 8),
        /// then number (8), secret (32), public key (32) and checksum (32), which a password hides.
        static let length = 158
        private static let hidden = 54
        private static let seedLength = 32

        public let publicKey: PublicKey
        private let seed: UnsafeMutableBufferPointer<UInt8>

        private init(id: [UInt8], seed bytes: [UInt8]) throws(SecretKeyError) {
            guard let key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, bytes, bytes.count) else {
                throw .notAKey("OpenSSL does not take it")
            }
            defer { EVP_PKEY_free(key) }
            var length = Self.seedLength
            var publicBytes = [UInt8](repeating: 0, count: length)
            guard EVP_PKEY_get_raw_public_key(key, &publicBytes, &length) == 1 else {
                throw .notAKey("OpenSSL does not take it")
            }
            publicKey = PublicKey(id: id, bytes: publicBytes)
            seed = .allocate(capacity: bytes.count)
            _ = seed.initialize(from: bytes)
        }

        deinit {
            OPENSSL_cleanse(seed.baseAddress, seed.count)
            seed.deallocate()
        }

        /// A new key from the system's random numbers.
        public static func make() throws(SecretKeyError) -> SecretKey {
            var bytes = [UInt8](repeating: 0, count: Minisign.idLength + seedLength)
            guard RAND_bytes(&bytes, Int32(bytes.count)) == 1 else { throw .noRandomNumbers }
            defer { OPENSSL_cleanse(&bytes, bytes.count) }
            return try SecretKey(id: Array(bytes.prefix(Minisign.idLength)), seed: Array(bytes[Minisign.idLength...]))
        }

        /// Reads a key file, as `landfall key new`, `minisign -G -W` and `minisign -G` write it.
        ///
        /// - Parameter password: Asks for the password; called only if the key has one. nil gives up.
        public convenience init(
            reading bytes: [UInt8], password: () -> [UInt8]?
        ) throws(SecretKeyError) {
            // The first line is a comment; without it, the file may be a secret's value in a CI.
            guard let line = Minisign.lines(bytes)?.last(where: { !$0.isEmpty }),
                var blob = Minisign.decode(line, length: Self.length)
            else { throw .notAKey("it does not end with a line of \(Self.length) bytes in base64") }
            defer { OPENSSL_cleanse(&blob, blob.count) }
            guard blob.starts(with: Minisign.plain), Array(blob[4..<6]) == Array("B2".utf8) else {
                throw .notAKey("it is of a kind that only a newer minisign knows")
            }
            let isLocked = Array(blob[2..<4]) == Array("Sc".utf8)
            guard isLocked || Array(blob[2..<4]) == [0, 0] else {
                throw .notAKey("its password is used in a way that only a newer minisign knows")
            }
            if isLocked {
                guard var word = password() else { throw .needsPassword }
                defer { OPENSSL_cleanse(&word, word.count) }
                try Self.unlock(&blob, with: word)
            }
            let seed = Array(blob[62..<94])
            try self.init(id: Array(blob[54..<62]), seed: seed)
            // A wrong password gives a secret whose public half is another.
            guard publicKey.bytes == Array(blob[94..<126]) else {
                throw isLocked ? .wrongPassword : .notAKey("its two halves do not belong together")
            }
        }

        private static func unlock(_ blob: inout [UInt8], with password: [UInt8]) throws(SecretKeyError) {
            let costs = ScryptCosts(operations: number(blob[38..<46]), memory: number(blob[46..<54]))
            var stream = [UInt8](repeating: 0, count: length - hidden)
            let word = password.map { CChar(bitPattern: $0) }
            guard
                EVP_PBE_scrypt(
                    word, word.count, Array(blob[6..<38]), 32, costs.n, costs.r, costs.p, ScryptCosts.mostMemory,
                    &stream,
                    stream.count) == 1
            else { throw .tooCostly }
            for (index, byte) in stream.enumerated() { blob[hidden + index] ^= byte }
            OPENSSL_cleanse(&stream, stream.count)
        }

        /// Little-endian.
        private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
            bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }

        /// The bytes of a key file without a password, which stock minisign reads too.
        public func withFile<Result>(_ body: ([UInt8]) throws -> Result) rethrows -> Result {
            var blob = Minisign.plain + [0, 0] + Array("B2".utf8) + [UInt8](repeating: 0, count: 48)
            blob += publicKey.id + seed + publicKey.bytes + [UInt8](repeating: 0, count: 32)
            defer { OPENSSL_cleanse(&blob, blob.count) }
            let name = "minisign encrypted secret key"  // What minisign writes for one without a password too.
            return try body(Array("\(Minisign.untrusted)\(name)\n\(Base64.encode(blob))\n".utf8))
        }

        /// A prehashed signature over the bytes, and over the comment.
        public func sign(_ bytes: [UInt8], trustedComment: String) throws(SecretKeyError) -> Signature {
            var digest = [UInt8](repeating: 0, count: 64)
            EVP_Digest(bytes, bytes.count, &digest, nil, EVP_blake2b512(), nil)
            let signature = try signature(of: digest)
            return Signature(
                keyID: publicKey.id, isPrehashed: true, trustedComment: trustedComment, signature: signature,
                commentSignature: try self.signature(of: signature + Array(trustedComment.utf8)))
        }

        private func signature(of message: [UInt8]) throws(SecretKeyError) -> [UInt8] {
            guard let key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed.baseAddress, seed.count) else {
                throw .notAKey("OpenSSL does not take it")
            }
            defer { EVP_PKEY_free(key) }
            let context = EVP_MD_CTX_new()
            defer { EVP_MD_CTX_free(context) }
            var length = 64
            var signature = [UInt8](repeating: 0, count: length)
            guard EVP_DigestSignInit(context, nil, nil, nil, key) == 1,
                EVP_DigestSign(context, &signature, &length, message, message.count) == 1
            else { throw .notAKey("OpenSSL does not sign with it") }
            return signature
        }
    }
}

/// scrypt's parameters, from the two limits that a key file holds.
///
/// Source: jedisct1/libsodium, crypto_pwhash_scryptsalsa208sha256.c, `pickparams`.
struct ScryptCosts: Equatable {
    /// In bytes. minisign itself uses 1 GiB; OpenSSL counts a little more than that.
    static let mostMemory: UInt64 = (1 << 30) + (16 << 20)

    let n: UInt64
    let r: UInt64 = 8
    let p: UInt64

    init(operations: UInt64, memory: UInt64) {
        let operations = max(operations, 32_768)
        let power = { (most: UInt64) in
            var log: UInt64 = 1
            while log < 62, 1 << log <= most / 2 { log += 1 }
            return UInt64(1) << log
        }
        if operations < memory / 32 {
            n = power(operations / (r * 4))
            p = 1
        } else {
            n = power(memory / (r * 128))
            p = max(1, min(operations / 4 / n, 0x3fff_ffff) / r)
        }
    }
}

/// Why a secret key cannot be made or used. No text has a part of it.
public enum SecretKeyError: Error, Equatable, CustomStringConvertible {
    case notAKey(String)
    case needsPassword
    case wrongPassword
    case tooCostly
    case noRandomNumbers

    public var description: String {
        switch self {
        case .notAKey(let what): "this is not a secret key of minisign: \(what)"
        case .needsPassword: "the secret key has a password, and there is no terminal to ask for it"
        case .wrongPassword: "this is not the secret key's password"
        case .tooCostly: "the secret key's password costs more memory to check than the 1 GiB of minisign's own keys"
        case .noRandomNumbers: "the system gives no random numbers"
        }
    }

    public var help: String {
        switch self {
        case .notAKey: "give the file NAME.key that `landfall key new` or `minisign -G` has made"
        case .needsPassword: "run it in a terminal, or use a key without a password from a protected store"
        case .wrongPassword: "try again"
        case .tooCostly: "make the key with minisign's own settings"
        case .noRandomNumbers: "try again once the system is up"
        }
    }
}
