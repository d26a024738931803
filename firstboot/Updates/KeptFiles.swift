import Host
import Installation
import JSON

/// Copies of files as they are, so that they can be brought back. Where there is none, that is brought back too.
struct KeptFiles {
    private let machine: Machine
    /// Of the machine.
    private let folder: String

    private struct Entry: Codable {
        /// Of the machine.
        var path: String
        /// The copy's name; nil where there was no file.
        var copy: String?
        var mode: UInt16 = 0
        var user: UInt32 = 0
        var group: UInt32 = 0
    }

    init(_ machine: Machine, in folder: String) {
        self.machine = machine
        self.folder = folder
    }

    private var list: String { "\(folder)/files.json" }

    /// The files of a release that is in use, and what belongs to it.
    ///
    /// - Parameter state: Says which files that release has written.
    static func paths(_ machine: Machine, _ state: State) -> [String] {
        let paths = machine.paths
        // What the other release adds goes when this one comes back.
        let stack = [".env"] + machine.plan.stack.files.map(\.path)
        let all = [paths.secretsFile, paths.stateFile, paths.parameters, paths.credentials, paths.images]
        return Set(all + state.files.keys + stack.map { "\(paths.stack)/\($0)" }).sorted()
    }

    /// - Parameter paths: Of files of the machine.
    func keep(_ paths: [String]) throws {
        try machine.files.createFolder(folder, mode: 0o700)
        var writes: [Files.Write] = []
        var entries: [Entry] = []
        for path in paths {
            var entry = Entry(path: path)
            if let bytes = try machine.laidDown(path), let status = machine.files.status(path) {
                let name = "\(entries.count)"
                writes.append(.init("\(folder)/\(name)", bytes, mode: 0o600))
                entry = Entry(path: path, copy: name, mode: status.mode, user: status.user, group: status.group)
            }
            entries.append(entry)
        }
        writes.append(.init(list, try JSONCoder.encode(entries, pretty: true) + [0x0a], mode: 0o600))
        try machine.files.write(writes)
    }

    private func entries() throws -> [Entry] {
        guard let bytes = try machine.files.read(list), let entries = try? JSONCoder.decode([Entry].self, from: bytes)
        else {
            throw Failure(
                .invalidInput, "\(machine.files.root.path(list)) is missing or damaged",
                help: "it lists the files of the release that was in use; their copies are beside it")
        }
        return entries
    }

    /// - Returns: The copy of a file of the machine; nil where there was none.
    func copy(of path: String) throws -> [UInt8]? {
        try entries().first { $0.path == path }?.copy.flatMap { try machine.files.read("\(folder)/\($0)") }
    }

    /// The paths of the machine at which there is something else now.
    func differing() throws -> [String] {
        try entries().filter { entry in
            let copy = try entry.copy.flatMap { try machine.files.read("\(folder)/\($0)") }
            return try copy != machine.laidDown(entry.path)
        }.map(\.path)
    }

    /// May be done as often as it takes.
    func bringBack() throws {
        for entry in try entries() {
            guard let copy = entry.copy else {
                try machine.files.remove(entry.path)
                // A power cut may have come while it was written.
                machine.files.removeLeftover(of: entry.path)
                continue
            }
            guard let bytes = try machine.files.read("\(folder)/\(copy)") else {
                throw Failure(.invalidInput, "\(machine.files.root.path("\(folder)/\(copy)")) is missing")
            }
            let owner = Files.Owner(user: entry.user, group: entry.group)
            let write = Files.Write(entry.path, bytes, mode: entry.mode, owner: owner)
            if entry.path.hasPrefix(machine.paths.stack + "/") {
                try machine.layDown([write])
            } else {
                try machine.files.writeWithFolders([write])
            }
        }
    }
}
