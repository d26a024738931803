import Glibc

/// The machine's own files, under a root that tests can replace.
public struct MachineFiles: Sendable {
    public let root: String

    public init(root: String = "/") {
        self.root = root.hasSuffix("/") ? String(root.dropLast()) : root
    }

    /// A small file's text without the white space around it; nil if it is missing, unreadable or blank.
    func word(_ path: String) -> String? {
        guard let file = fopen(root + path, "re") else { return nil }
        defer { fclose(file) }
        let bytes = [UInt8](unsafeUninitializedCapacity: 16 << 10) { buffer, count in
            count = fread(buffer.baseAddress, 1, buffer.count, file)
        }
        return String(decoding: bytes, as: UTF8.self).word
    }

    /// A file's first mebibyte; nil if it is missing or unreadable.
    func bytes(_ path: String) -> [UInt8]? {
        guard let file = fopen(root + path, "re") else { return nil }
        defer { fclose(file) }
        return [UInt8](unsafeUninitializedCapacity: 1 << 20) { buffer, count in
            count = fread(buffer.baseAddress, 1, buffer.count, file)
        }
    }

    func exists(_ path: String) -> Bool {
        access(root + path, F_OK) == 0
    }
}
