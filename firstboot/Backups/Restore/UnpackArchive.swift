import Glibc
import Host
import Installation
import SystemPackage

/// Unpacks a backup's tar.gz into an empty tree. The archive may come from anywhere: it is read to its end once before
/// anything of it is written, and only the names that a backup has are written at all.
struct UnpackArchive {
    /// Of this computer.
    let path: String
    fileprivate static let files: Set<String> = [
        "manifest.json", "SHA256SUMS", "secrets.json", "state.json", "parameters.yaml",
    ]

    func run(into tree: BackupTree) async throws {
        try tree.create()
        let look = Look()
        try await read(TarReader(look))
        var room = DiskRoom(tree.machine)
        try room.add(look.size, for: "the unpacked backup", at: tree.path(""))
        try room.require(help: "free some space; nothing was changed")
        let unpacking = Unpacking(tree)
        do { try await read(TarReader(unpacking)) } catch { throw unpacking.failure ?? error }
        unpacking.close()
    }

    /// The first reading.
    private final class Look: TarReader.Visitor {
        /// The bytes of the files.
        private(set) var size = Int64(0)
        private var names: Set<String> = []

        func begin(_ member: TarReader.Member) throws(TarReader.Refusal) {
            guard isKnown(member) else { throw .init(reason: "\(member.path) has no place in a backup") }
            guard names.insert(member.path).inserted else { throw .init(reason: "\(member.path) is in it twice") }
            size += member.size
        }

        func write(_ bytes: UnsafeRawBufferPointer) {}

        private func isKnown(_ member: TarReader.Member) -> Bool {
            let parts = member.path.split(separator: "/").map(String.init)
            switch member.kind {
            case .folder: return member.path.isEmpty || BackupTree.parts.contains(member.path)
            case .file:
                if parts.count == 1 { return UnpackArchive.files.contains(member.path) }
                return parts.count == 2 && BackupTree.parts.contains(parts[0])
            default: return false
            }
        }
    }

    private func read(_ reader: TarReader) async throws {
        let result = try await Command("gzip", ["--decompress", "--stdout"], inherited: ["PATH"]).read(
            .file(path), onPart: reader.add)
        do throws(TarReader.Refusal) {
            try reader.finish()
            // gzip has its own checksum.
            if result?.succeeded == false { throw .init(reason: "it is damaged") }
        } catch {
            throw Failure(
                .invalidInput, "\(path) is refused: \(error.reason)",
                help:
                    "nothing was changed; give a file that `\(CommandLine.arguments[0].split(separator: "/").last ?? "") "
                    + "backup --to` has written")
        }
    }
}

/// Writes the members, one after the other.
private final class Unpacking: TarReader.Visitor {
    private let tree: BackupTree
    private var file: (path: String, descriptor: FileDescriptor)?
    /// Why this computer could not write: then the archive may be fine.
    private(set) var failure: FileFailure?

    init(_ tree: BackupTree) { self.tree = tree }

    func begin(_ member: TarReader.Member) throws(TarReader.Refusal) {
        close()
        guard member.kind == .file else { return }
        let path = tree.path(member.path)
        do {
            let descriptor = try FileDescriptor.open(
                FilePath(path), .writeOnly, options: [.create, .exclusiveCreate, .noFollow, .closeOnExec],
                permissions: .ownerReadWrite)
            file = (path, descriptor)
        } catch {
            throw refusal(path, error)
        }
    }

    private func refusal(_ path: String, _ error: any Error) -> TarReader.Refusal {
        failure = FileFailure("write", path, error as? Errno ?? .ioError)
        return TarReader.Refusal(reason: "\(path) cannot be written")
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(TarReader.Refusal) {
        guard let file else { return }
        do { try file.descriptor.writeAll(bytes) } catch { throw refusal(file.path, error) }
    }

    func close() {
        try? file?.descriptor.close()
        file = nil
    }

    deinit { close() }
}
