import Glibc

/// The folder of app.yaml: nothing outside of it is read, so that it can be moved and built anywhere.
struct SourceFolder {
    struct File {
        /// Relative to the folder.
        var path: String
        var bytes: [UInt8]
        var isExecutable: Bool
    }
    /// Why a file cannot be taken.
    struct Unfit: Error {
        var message: String
        var help: String
    }

    /// More than this in one file belongs into an image or a volume.
    static let largestFile = 16 << 20

    /// As the user named it, with a slash at the end, or empty for the current folder.
    let prefix: String
    /// Gets all that is looked at; nil where nobody asks.
    let observations: Observations?

    init(ofFile path: String, observations: Observations? = nil) {
        prefix = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
        self.observations = observations
    }

    /// A file's path as messages name it.
    func display(_ path: String) -> String { prefix + path }

    /// The file, or all files in the folder at the path and below it, sorted by path.
    func files(at path: String) throws(Unfit) -> [File] {
        let path = try normalized(path)
        switch try kind(of: path) {
        case .file: return [try read(path)]
        case .folder:
            var files: [File] = []
            var pending = [path]
            while let folder = pending.popLast() {
                for name in try names(in: folder) {
                    let child = folder + "/" + name
                    switch try kind(of: child) {
                    case .folder: pending.append(child)
                    case .file: files.append(try read(child))
                    }
                }
            }
            return files.sorted { $0.path < $1.path }
        }
    }

    /// One file.
    func file(at path: String) throws(Unfit) -> File {
        let files = try files(at: path)
        guard let file = files.first, try normalized(path) == file.path else {
            throw Unfit(message: "`\(display(path))` is a folder", help: "name the file in it")
        }
        return file
    }

    /// What is at a path, links followed; nil where nothing is.
    func existing(_ path: String) -> Kind? {
        guard let path = try? normalized(path) else { return nil }
        var status = stat()
        var kind: Kind?
        if stat(prefix + path, &status) == 0 { kind = status.st_mode & S_IFMT == S_IFDIR ? .folder : .file }
        observations?.add(.end, path, kind?.rawValue ?? "")
        return kind
    }

    /// The path without `.` and empty components.
    func normalized(_ path: String) throws(Unfit) -> String {
        let parts = path.split(separator: "/").filter { $0 != "." }
        guard !path.hasPrefix("/"), !parts.contains("..") else {
            throw Unfit(message: "`\(path)` is outside of app.yaml's folder", help: "move it beside app.yaml")
        }
        guard !parts.isEmpty else {
            throw Unfit(message: "`\(path)` is app.yaml's whole folder", help: "name a file or folder in it")
        }
        return parts.joined(separator: "/")
    }

    enum Kind: String { case file, folder }

    /// Follows no symbolic link, neither at the path nor on the way to it.
    func kind(of path: String) throws(Unfit) -> Kind {
        do {
            let kind = try placedKind(of: path)
            observations?.add(.place, path, kind.rawValue)
            return kind
        } catch {
            observations?.add(.place, path, "")
            throw error
        }
    }

    private func placedKind(of path: String) throws(Unfit) -> Kind {
        var walked = ""
        var status = stat()
        for part in path.split(separator: "/") {
            walked += (walked.isEmpty ? "" : "/") + part
            guard lstat(prefix + walked, &status) == 0 else {
                throw Unfit(
                    message: "cannot read `\(display(path))`: \(String(cString: strerror(errno)))",
                    help: "paths are relative to app.yaml's folder")
            }
            guard status.st_mode & S_IFMT != S_IFLNK else {
                throw Unfit(
                    message: "`\(display(walked))` is a symbolic link",
                    help: "put the file itself there, so that the same is built everywhere")
            }
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .file
        case S_IFDIR: return .folder
        default:
            throw Unfit(message: "`\(display(path))` is neither a file nor a folder", help: "name a file or a folder")
        }
    }

    func names(in folder: String) throws(Unfit) -> [String] {
        let names = try listedNames(in: folder)
        observations?.add(.names, folder, Observations.summary(names))
        return names
    }

    private func listedNames(in folder: String) throws(Unfit) -> [String] {
        guard let directory = opendir(prefix + folder) else {
            throw Unfit(
                message: "cannot read `\(display(folder))`: \(String(cString: strerror(errno)))",
                help: "check that you may read it")
        }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    private func read(_ path: String) throws(Unfit) -> File {
        let file = try RegularFile.read(prefix + path, atMost: Self.largestFile)
        observations?.add(.read, path, Observations.summary(file.bytes, isExecutable: file.isExecutable))
        return File(path: path, bytes: file.bytes, isExecutable: file.isExecutable)
    }
}

/// Reads whole files, and refuses what is no file or too long before it fills the memory.
enum RegularFile {
    static func read(
        _ path: String, atMost limit: Int
    ) throws(SourceFolder.Unfit) -> (bytes: [UInt8], isExecutable: Bool) {
        // O_NONBLOCK: opening a pipe must not wait for its writer.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure(path) }
        guard status.st_mode & S_IFMT != S_IFDIR else {
            let folder = path.hasSuffix("/") ? String(path.dropLast()) : path
            throw SourceFolder.Unfit(
                message: "`\(path)` is a folder", help: "name a file in it, such as `\(folder)/app.yaml`")
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw SourceFolder.Unfit(message: "`\(path)` is not a file", help: "name a regular file")
        }
        guard status.st_size <= limit else {
            throw SourceFolder.Unfit(
                message: "`\(path)` has \(status.st_size) bytes, more than the \(limit) that are read",
                help: "check that this is the file you meant")
        }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: min(limit, max(1, Int(status.st_size))))
        while bytes.count <= limit {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            guard count >= 0 else { throw failure(path) }
            if count == 0 { break }
            bytes += chunk.prefix(count)
        }
        return (bytes, status.st_mode & 0o111 != 0)
    }

    private static func failure(_ path: String) -> SourceFolder.Unfit {
        SourceFolder.Unfit(
            message: "cannot read `\(path)`: \(String(cString: strerror(errno)))",
            help: "check the path and that you may read it")
    }
}
