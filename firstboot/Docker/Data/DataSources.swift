import Host
import Installation
import Plan
import Text

extension Values {
    /// What the engine calls a volume of the compose file.
    package func engineName(ofVolume name: String) -> String {
        plan.stack.volumeNames[name].flatMap { try? render($0) } ?? "\(plan.stack.project)_\(name)"
    }
}

extension String {
    /// Whether a mount's source is a path, and not the name of a volume.
    package var isBindSource: Bool { [".", "/", "~"].contains { hasPrefix($0) } }
}

extension Machine {
    /// Where a bind mount's source is. A container sees this computer's files, whatever folder stands for the machine:
    /// there both are looked at.
    package func paths(ofBind source: String) -> [String] {
        let root = files.root
        if source.hasPrefix("~") {
            return [NormalPath.of((ThisProcess.variable("HOME") ?? "/root") + source.dropFirst())]
        }
        guard source.hasPrefix("/") else { return [root.path(NormalPath.of("\(paths.stack)/\(source)"))] }
        let path = NormalPath.of(source)
        return root.isSystem || path.hasPrefix(root.prefix + "/") ? [path] : [root.path(path), path]
    }
}
