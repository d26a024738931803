import Foundation
import Host
import Plan
import Stamp
import SystemPackage

/// The only part of `generate` that touches the disk.
///
/// Each file appears complete, by a rename. Nothing is synced: after a power cut, run `generate` again.
public struct ArtifactWriter {
    /// Within dist/NAME, what `landfall release` makes. `generate` leaves it alone.
    public static let releaseFolder = "release"

    /// dist/NAME
    public let folder: String

    public init(folder: String) {
        self.folder = folder
    }

    /// Writes the files and removes those of an earlier run that are no longer made.
    ///
    /// - Returns: What happened to those, each list sorted.
    public func write(_ artifacts: [Artifact]) throws(ArtifactWriteError) -> Outcome {
        let earlier = earlierFiles()
        var outcome = Outcome()
        func renew(_ artifact: Artifact) throws(ArtifactWriteError) {
            if isInPlace(artifact) {
                outcome.unchanged += 1
            } else {
                try write(artifact)
                outcome.written += 1
            }
        }
        for artifact in artifacts where artifact.path != Checksums.path {
            try renew(artifact)
        }
        let stale = Set(earlier.keys).subtracting(artifacts.map(\.path)).sorted()
        for path in stale {
            guard let bytes = read(path) else { continue }
            if SHA256.hex(bytes) == earlier[path] {
                try remove(path)
                outcome.removed.append(path)
            } else {
                outcome.kept.append(path)
            }
        }
        // Last, so that an interrupted run still knows which files are its own.
        for artifact in artifacts where artifact.path == Checksums.path {
            try renew(artifact)
        }
        return outcome
    }

    /// The files that are there without being an earlier run's: somebody else's, which nothing may replace or remove.
    public func strangers(among artifacts: [Artifact]) -> [String] {
        let earlier = earlierFiles()
        // Without its list nothing is an earlier run's.
        return artifacts.map(\.path).filter { path in
            path != Checksums.path && earlier[path] == nil
                && FileManager.default.fileExists(atPath: location(of: path).path)
        }
    }

    /// Whether the file is there as writing it would leave it.
    private func isInPlace(_ artifact: Artifact) -> Bool {
        var (status, kept) = (stat(), stat())
        guard lstat(location(of: artifact.path).path, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            UInt16(status.st_mode & 0o7777) == artifact.mode
        else { return false }
        // All apps' programs are links to one file, which need not be read for each.
        if case .program(let program) = artifact.content, let path = program.path, lstat(path, &kept) == 0,
            (status.st_dev, status.st_ino) == (kept.st_dev, kept.st_ino)
        {
            return true
        }
        return holds([artifact])
    }

    /// How many files were written, and what happened to those of an earlier run that this one does not make.
    public struct Outcome: Equatable, Sendable {
        public var written = 0
        /// Files that were there already as they should be.
        public var unchanged = 0
        public var removed: [String] = []
        /// They were changed since.
        public var kept: [String] = []
    }

    func read(_ path: String) -> [UInt8]? {
        (try? Data(contentsOf: location(of: path), options: .mappedIfSafe)).map { [UInt8]($0) }
    }

    func location(of path: String) -> URL {
        URL(fileURLWithPath: folder).appendingPathComponent(path)
    }

    private func earlierFiles() -> [String: String] {
        read(Checksums.path).map { Checksums.parse(String(decoding: $0, as: UTF8.self)) } ?? [:]
    }

    /// Writes the programs of a rendering, whatever else there is. Those that are as they should be stay.
    public func writePrograms(_ programs: [Artifact]) throws(ArtifactWriteError) {
        for program in programs where !holds([program]) { try write(program) }
    }

    /// Removes programs that an earlier run has written and that this one would make otherwise, so that nobody uploads
    /// them.
    ///
    /// - Parameter app: Its name.
    public func removeOutdated(_ programs: [Artifact], app: String) throws(ArtifactWriteError) {
        for path in outdated(programs, app: app) { try remove(path) }
    }

    private func outdated(_ programs: [Artifact], app: String) -> [String] {
        let folder = location(of: Rendering.firstBootFolder).path
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.map { Rendering.firstBootFolder + $0 }.filter { path in
            guard path.hasPrefix("\(Rendering.firstBootFolder)\(app)-"),
                Architecture.allCases.contains(where: { path.hasSuffix("-\($0.rawValue)") }),
                (try? Stamp.digest(file: location(of: path).path)) != nil
            else { return false }
            return !programs.contains { $0.path == path && holds([$0]) }
        }
    }

    private func write(_ artifact: Artifact) throws(ArtifactWriteError) {
        let target = location(of: artifact.path)
        let temporary = FilePath(
            target.deletingLastPathComponent()
                .appendingPathComponent(".\(target.lastPathComponent).\(ProcessInfo.processInfo.processIdentifier)")
                .path)
        do {
            try Files(.system).createFolderIfMissing(target.deletingLastPathComponent().path)
            do {
                if !isLinked(artifact, to: temporary) { try fill(temporary, with: artifact) }
                guard rename(temporary.string, target.path) == 0 else { throw Errno(rawValue: errno) }
                // Between two links to one file, a rename does nothing.
                unlink(temporary.string)
            } catch {
                try? FileManager.default.removeItem(atPath: temporary.string)
                throw error
            }
        } catch let errno as Errno {
            throw ArtifactWriteError(path: target.path, reason: "cannot be written: \(errno)")
        } catch let failure as FileFailure {
            throw ArtifactWriteError(path: target.path, reason: "cannot be written: \(failure.path): \(failure.errno)")
        } catch {
            throw ArtifactWriteError(path: target.path, reason: "cannot be written: \(error.localizedDescription)")
        }
    }

    /// Whether a link does, because the same bytes are on this file system already.
    private func isLinked(_ artifact: Artifact, to path: FilePath) -> Bool {
        guard case .program(let program) = artifact.content, let source = program.path else { return false }
        unlink(path.string)
        return link(source, path.string) == 0
    }

    private func fill(_ path: FilePath, with artifact: Artifact) throws {
        let file = try FileDescriptor.open(
            path, .writeOnly, options: [.create, .truncate, .noFollow], permissions: .ownerReadWrite)
        try file.closeAfter {
            for part in artifact.parts { try file.writeAll(part) }
        }
        try FileManager.default.setAttributes(
            [.posixPermissions: NSNumber(value: artifact.mode)], ofItemAtPath: path.string)
    }

    /// Removes the file, and folders that are empty afterwards.
    private func remove(_ path: String) throws(ArtifactWriteError) {
        let target = location(of: path)
        do {
            try FileManager.default.removeItem(at: target)
        } catch {
            throw ArtifactWriteError(path: target.path, reason: "cannot be removed: \(error.localizedDescription)")
        }
        var parent = FilePath(path).removingLastComponent()
        while !parent.isEmpty, rmdir(location(of: parent.string).path) == 0 {
            parent.removeLastComponent()
        }
    }
}

/// Why a file could not be written or removed.
public struct ArtifactWriteError: Error, CustomStringConvertible {
    public var path: String
    public var reason: String
    public var description: String { "\(path): \(reason)" }
}
