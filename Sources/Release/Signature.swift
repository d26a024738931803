import Plan

extension Minisign {
    /// A signature file: one signature over a file, and one over that signature and a comment.
    public struct Signature: Equatable, Sendable {
        /// In bytes; minisign itself reads comments of at most 8 KiB.
        public static let limit = 16 << 10
        static let blobLength = 2 + Minisign.idLength + Ed25519.signatureLength

        /// Which key says that it has made it.
        public let keyID: [UInt8]
        /// Whether it is over the file's BLAKE2b-512; else over the file itself, as minisign before 0.10 made it.
        public let isPrehashed: Bool
        public let trustedComment: String
        private let signature: [UInt8]
        private let commentSignature: [UInt8]

        package init(
            keyID: [UInt8], isPrehashed: Bool, trustedComment: String, signature: [UInt8], commentSignature: [UInt8]
        ) {
            self.keyID = keyID
            self.isPrehashed = isPrehashed
            self.trustedComment = trustedComment
            self.signature = signature
            self.commentSignature = commentSignature
        }

        /// Reads the bytes of a `.minisig` file.
        ///
        /// - Throws: ``ReleaseRefusal/notASignature(_:)``.
        public init(reading bytes: [UInt8]) throws(ReleaseRefusal) {
            guard bytes.count <= Self.limit else { throw .notASignature("it is larger than \(Self.limit) bytes") }
            guard let lines = Minisign.lines(bytes) else { throw .notASignature("it is not text") }
            guard lines.count == 4, lines[0].hasPrefix(Minisign.untrusted), lines[2].hasPrefix(Minisign.trusted) else {
                throw .notASignature("it does not have minisign's four lines")
            }
            guard let blob = Minisign.decode(lines[1], length: Self.blobLength),
                let commentSignature = Minisign.decode(lines[3], length: Ed25519.signatureLength)
            else { throw .notASignature("its signatures are cut off or damaged") }
            switch Array(blob.prefix(2)) {
            case Minisign.prehashed: isPrehashed = true
            case Minisign.plain: isPrehashed = false
            default: throw .notASignature("it is of a kind that only a newer minisign knows")
            }
            keyID = Array(blob[2..<(2 + Minisign.idLength)])
            signature = Array(blob[(2 + Minisign.idLength)...])
            trustedComment = String(lines[2].dropFirst(Minisign.trusted.count))
            self.commentSignature = commentSignature
        }

        /// The bytes of the file. `minisign` shows the first comment to nobody who verifies.
        public var file: [UInt8] {
            let blob = (isPrehashed ? Minisign.prehashed : Minisign.plain) + keyID + signature
            let lines = [
                Minisign.untrusted + "signature from minisign secret key", Base64.encode(blob),
                Minisign.trusted + trustedComment, Base64.encode(commentSignature),
            ]
            return Array((lines.joined(separator: "\n") + "\n").utf8)
        }

        /// Checks that the key has signed these bytes and the trusted comment.
        ///
        /// - Throws: ``ReleaseRefusal/wrongKey(_:trusted:)``, ``ReleaseRefusal/altered(_:)``.
        public func verify(_ bytes: [UInt8], by key: PublicKey) throws(ReleaseRefusal) {
            guard keyID == key.id else { throw .wrongKey(Minisign.name(keyID), trusted: [key.name]) }
            guard Ed25519.verifies(signature, of: isPrehashed ? Ed25519.digest(bytes) : bytes, by: key.bytes) else {
                throw .altered("the file is not what \(key.name) has signed")
            }
            guard
                Ed25519.verifies(commentSignature, of: signature + Array(trustedComment.utf8), by: key.bytes)
            else { throw .altered("its comment is not what \(key.name) has signed") }
        }
    }
}
