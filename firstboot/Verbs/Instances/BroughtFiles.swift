import Host
import Installation
import Plan

/// The files that an instance's owner brings: those that app.yaml names in `instances.config`.
struct BroughtFiles {
    private let machine: Machine
    /// As app.yaml has them, for their mode and owner.
    private let declared: [StackFile]
    private let folder: String?

    /// In bytes: they are written by people.
    private static let limit = 4 << 20

    /// - Parameters:
    ///   - first: The app's first instance, whose plan has the files.
    ///   - folder: Where they are; nil if none was named.
    init(_ machine: Machine, of first: Machine, from folder: String?) {
        self.machine = machine
        self.folder = folder
        let names = first.plan.instances?.config ?? []
        declared = names.compactMap { name in first.plan.stack.files.first { $0.path == name } }
    }

    /// What to write; nothing that is in place and not brought again.
    ///
    /// - Throws: ``Failure`` that names every file that is missing.
    func read() throws -> [Files.Write] {
        guard let folder else {
            let missing = declared.filter { !machine.files.exists("\(machine.paths.stack)/\($0.path)") }
            if missing.isEmpty { return [] }
            throw Failure(
                .usage, "an instance of \(machine.plan.app.title) needs files of its own: \(list(missing))",
                help: "write --config DIR, with a folder that has them")
        }
        guard !declared.isEmpty else {
            throw Failure(
                .usage, "\(machine.plan.app.title) takes no files of an instance's own", help: "leave `--config` out")
        }
        let source = Files(.system)
        let root = Root(folder).prefix
        guard source.isFolder(root) else {
            throw Failure(.usage, "there is no folder \(folder)", help: "name the folder that has \(list(declared))")
        }
        let missing = declared.filter {
            !source.exists("\(root)/\($0.path)") || source.isFolder("\(root)/\($0.path)")
        }
        guard missing.isEmpty else {
            throw Failure(
                .usage, "\(folder) has no file \(list(missing))",
                help: "put \(missing.count == 1 ? "it" : "them") there, and run this again; nothing was changed")
        }
        return try declared.compactMap { file in
            let path = "\(machine.paths.stack)/\(file.path)"
            guard let bytes = try source.read("\(root)/\(file.path)", limit: Self.limit) else { return nil }
            return Files.Write(path, bytes, mode: file.mode, owner: file.owner?.ids)
        }
    }

    private func list(_ files: [StackFile]) -> String { files.map(\.path).joined(separator: ", ") }
}
