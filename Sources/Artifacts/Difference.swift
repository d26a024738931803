import Foundation

/// How dist/NAME differs from what `generate` would write.
public enum Difference: Equatable, Sendable, CustomStringConvertible {
    case missing(String)
    case differs(String)
    /// A file that `generate` does not make.
    case unexpected(String)

    public var path: String {
        switch self {
        case .missing(let path), .differs(let path), .unexpected(let path): path
        }
    }

    public var description: String {
        switch self {
        case .missing(let path): "missing: \(path)"
        case .differs(let path): "differs: \(path)"
        case .unexpected(let path): "unexpected: \(path)"
        }
    }
}

extension ArtifactWriter {
    /// What writing the files would change, sorted by path. Only the executable bit of the permissions counts, as in
    /// git.
    ///
    /// - Parameter programs: They need not be there.
    public func differences(from artifacts: [Artifact], programs: [Artifact] = []) -> [Difference] {
        let present = presentFiles()
        let artifacts = artifacts + programs.filter { present.contains($0.path) }
        let wanted = Set(artifacts.map(\.path))
        let unexpected = present.subtracting(wanted).map(Difference.unexpected)
        let others = artifacts.compactMap { artifact -> Difference? in
            guard present.contains(artifact.path) else { return .missing(artifact.path) }
            return holds(artifact) ? nil : .differs(artifact.path)
        }
        return (unexpected + others).sorted { $0.path < $1.path }
    }

    /// Whether every one of the files exists as it would be written. Other files do not count.
    public func holds(_ artifacts: [Artifact]) -> Bool { artifacts.allSatisfy(holds) }

    private func holds(_ artifact: Artifact) -> Bool {
        let isExecutable = FileManager.default.isExecutableFile(atPath: location(of: artifact.path).path)
        guard isExecutable == (artifact.mode & 0o111 != 0), let bytes = read(artifact.path) else { return false }
        var rest = bytes[...]
        for part in artifact.parts {
            guard rest.starts(with: part) else { return false }
            rest = rest.dropFirst(part.count)
        }
        return rest.isEmpty
    }

    /// Everything below the folder, except folders and the release.
    private func presentFiles() -> Set<String> {
        let root = URL(fileURLWithPath: folder)
        guard let walk = FileManager.default.enumerator(atPath: root.path) else { return [] }
        var paths: Set<String> = []
        for case let path as String in walk where walk.fileAttributes?[.type] as? FileAttributeType != .typeDirectory {
            if !path.hasPrefix(Self.releaseFolder + "/") { paths.insert(path) }
        }
        return paths
    }
}
