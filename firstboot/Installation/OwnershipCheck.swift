import Glibc
import Host
import Plan
import Text

/// Makes sure that only root can change what root acts on. Anybody who could change the compose file, or a folder above
/// it, could make root start a privileged container.
package struct OwnershipCheck: Sendable {
    private let machine: Machine

    package init(_ machine: Machine) { self.machine = machine }

    /// The files that others could change and that decide what root does: Compose's, the owner's values, the state.
    /// Files that only containers read are not included; see ``requireFolders(of:)``.
    package var problems: [ForeignPart] { find(["", ".env"].map(inStack) + composeFiles + ownFiles) }

    /// - Throws: ``Failure`` that names every such path and how to fix it.
    package func requireSafety() throws { try require(problems) }

    /// Checks the folders into which files will be written. A declared folder may belong to a container: files are
    /// written there without following links, so only the folder around it must be root's.
    ///
    /// - Throws: ``Failure`` if somebody could redirect a file elsewhere.
    package func requireFolders(of paths: [String]) throws {
        try require(
            find(
                paths.map { machine.declaredFolder(of: $0) ?? $0 }
                    .map { String($0[..<($0.lastIndex(of: "/") ?? $0.startIndex)]) }))
    }

    /// Everything that Compose may read: the compose file, the owner's override, and what these may include or extend.
    private var composeFiles: [String] {
        let kinds = [".yml", ".yaml", ".env"]
        let found = machine.files.names(in: machine.paths.stack).filter { name in kinds.contains(where: name.hasSuffix)
        }
        return (found + machine.plan.stack.composeFiles).map(inStack)
    }

    private var ownFiles: [String] {
        let paths = machine.paths
        let edge = machine.plan.stack.edge == nil ? [] : [Edge.folder]
        return [paths.parameters, paths.state, paths.stateFile, paths.secretsFile, paths.lock, paths.seen] + edge
    }

    private func inStack(_ name: String) -> String { "\(machine.paths.stack)/\(name)" }

    private func find(_ paths: [String]) -> [ForeignPart] {
        // A process that is not root has no rights that others could misuse.
        guard geteuid() == 0 else { return [] }
        var found: [ForeignPart] = []
        for path in paths {
            for part in machine.files.foreignParts(of: path, owner: 0) where !found.contains(part) {
                found.append(part)
            }
        }
        return found
    }

    private func require(_ parts: [ForeignPart]) throws {
        guard !parts.isEmpty else { return }
        let owned = parts.filter { if case .owner = $0.problem { true } else { false } }.map(\.path)
        let writable = parts.filter { if case .writable = $0.problem { true } else { false } }.map(\.path)
        let commands = [(["chown", "-h", "root:root"], owned), (["chmod", "go-w"], writable)]
            .filter { !$0.1.isEmpty }.map { "`\(ShellWord.joined($0.0 + $0.1))`" }
        throw Failure(
            .invalidInput, "other users than root can change files that \(machine.plan.app.title) runs as root",
            details: parts.map(describe),
            help:
                "check that the content is still yours, then run \(commands.joined(separator: " and ")), and this "
                + "again")
    }

    /// For people.
    package func describe(_ part: ForeignPart) -> String {
        switch part.problem {
        case .owner(let id): "\(part.path) belongs to \(userName(id).map { "\($0) (uid \(id))" } ?? "uid \(id)")"
        case .writable(let mode): "\(part.path) may be written by others: its mode is 0\(String(mode, radix: 8))"
        }
    }

    private func userName(_ id: UInt32) -> String? {
        let bytes = (try? machine.files.read("/etc/passwd", limit: 1 << 20)) ?? []
        let rows = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { $0.split(separator: ":") }
        return rows.first { $0.count > 2 && $0[2] == "\(id)" }.map { VisibleText.of(String($0[0])) }
    }
}
