import Host
import Installation

/// Looks at the archive of a volume before it is unpacked as root. A volume may hold links of the app's; they must not
/// lead what comes after them out of the folder.
final class FolderArchive: TarReader.Visitor {
    private var links: Set<String> = []

    /// - Throws: ``Failure`` if the archive is refused.
    static func require(_ path: String, of title: String) throws {
        let reader = TarReader(FolderArchive())
        _ = try Files(.system).readParts(of: path) { _ = reader.add($0) }
        do throws(TarReader.Refusal) { try reader.finish() } catch {
            throw Failure(
                .invalidInput, "the archive of \(title) is refused: \(error.reason)",
                help: "nothing was changed; use another backup")
        }
    }

    func begin(_ member: TarReader.Member) throws(TarReader.Refusal) {
        var parent = member.path[...]
        while let slash = parent.lastIndex(of: "/") {
            parent = parent[..<slash]
            if links.contains(String(parent)) { throw .init(reason: "\(member.path) goes through a link") }
        }
        if member.kind == .hardLink, links.contains(member.link) {
            throw .init(reason: "\(member.path) is another name of a link")
        }
        if member.kind == .symbolicLink { links.insert(member.path) }
    }

    func write(_ bytes: UnsafeRawBufferPointer) {}
}
