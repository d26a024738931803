import CCrypt
import COpenSSL

enum Bcrypt {
    /// The mark that a hash begins with; all three mean the same computation.
    enum Version: String, CaseIterable {
        /// What Java's and older libraries know.
        case a = "2a"
        /// OpenBSD's, which most libraries make.
        case b = "2b"
        /// PHP's and Apache's.
        case y = "2y"
    }

    /// - Parameter password: Only its first 72 bytes count, as with every bcrypt.
    static func hash(_ password: String, cost: Int, version: Version) throws -> String {
        let salt = try Random.bytes(16).map(CChar.init(bitPattern:))
        var setting = [CChar](repeating: 0, count: Int(CRYPT_GENSALT_OUTPUT_SIZE))
        let workspace = UnsafeMutableRawBufferPointer.allocate(byteCount: MemoryLayout<crypt_data>.size, alignment: 16)
        workspace.initializeMemory(as: UInt8.self, repeating: 0)
        defer {
            OPENSSL_cleanse(workspace.baseAddress, workspace.count)
            workspace.deallocate()
        }
        guard
            crypt_gensalt_rn(
                "$\(version.rawValue)$", UInt(cost), salt, Int32(salt.count), &setting, Int32(setting.count)) != nil,
            let hash = crypt_rn(password, setting, workspace.baseAddress, Int32(workspace.count))
        else { throw CryptographyFailure("compute bcrypt") }
        return String(cString: hash)
    }
}
