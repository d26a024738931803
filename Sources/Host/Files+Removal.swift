import Glibc

extension Files {
    /// Removes what is left in a folder by the bytes of the names: a name that is not UTF-8 does not survive as a String.
    static func removeByBytes(inside real: String) { remove(inside: open(real, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)) }

    /// - Parameter descriptor: A folder's, which this closes.
    private static func remove(inside descriptor: Int32) {
        guard descriptor >= 0 else { return }
        guard let stream = fdopendir(descriptor) else {
            close(descriptor)
            return
        }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { name in
                    let text = String(cString: name)
                    if text == "." || text == ".." { return }
                    if unlinkat(descriptor, name, 0) == 0 { return }
                    remove(inside: openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW))
                    _ = unlinkat(descriptor, name, AT_REMOVEDIR)
                }
            }
        }
    }
}
