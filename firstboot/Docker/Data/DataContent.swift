import Host
import Installation
import Plan
import Text

/// Tells data from what an app's publisher or the operating system has put into a folder.
struct DataContent {
    private let files = Files(.system)
    private let root: String
    /// Paths of this computer.
    private let laidDown: Set<String>

    init(_ machine: Machine) {
        // Places have no links in their paths.
        let stack = machine.realStack
        let prefix = machine.files.root.prefix
        root = prefix.isEmpty ? prefix : files.resolved(prefix) ?? prefix
        // The owner's override file is settings too.
        let names = [".env"] + Stack.overrideNames + machine.plan.stack.files.map(\.path)
        laidDown = Set(names.map { "\(stack)/\($0)" })
    }

    /// Whether a file with something in it is there, or a folder with a file in it.
    ///
    /// - Parameter whenUnreadable: What to say where nobody can see it from here.
    func isThere(at path: String, whenUnreadable: Bool) -> Bool {
        switch files.status(path)?.kind {
        case .folder?: holdsFile(path)
        case .file?: !laidDown.contains(path) && files.status(path)?.size != 0
        case .link?: files.resolved(path).map { $0 != path && isThere(at: $0, whenUnreadable: true) } ?? false
        // A socket, such as the engine's own, or a device.
        case .other?: false
        case nil: whenUnreadable
        }
    }

    private func holdsFile(_ folder: String) -> Bool {
        // What cannot be read counts: it must not be lost.
        guard let names = try? files.list(folder) else { return true }
        return names.contains { name in
            let path = folder == "/" ? "/\(name)" : "\(folder)/\(name)"
            switch files.status(path)?.kind {
            // A new file system has an empty `lost+found`.
            case .folder?: return holdsFile(path)
            case .file?, .link?: return !laidDown.contains(path)
            case .other?, nil: return false
            }
        }
    }

    /// Whether the place is filled on every machine.
    func isOfTheSystem(_ path: String) -> Bool {
        // A folder that stands for a machine may itself lie in /tmp.
        let isWithin = !root.isEmpty && path.isWithin(root)
        let own = isWithin ? "/" + path.dropFirst(root.count + 1) : path
        return SystemPaths.contain(own)
    }
}
