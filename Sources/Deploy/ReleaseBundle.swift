import Host
import Plan
import Release
import Stamp
import Text

/// A release in a folder of this computer, as `landfall release` writes it, or `landfall generate` for an app whose
/// releases nobody signs, with archives of images beside it.
public struct ReleaseBundle: Sendable {
    /// The app's name in app.yaml.
    public let app: String
    /// nil where the release is not signed.
    public let version: String?
    private let folder: String
    private let list: ReleaseList?
    private let archives: [String]

    /// A file to copy.
    struct File: Equatable, Sendable {
        /// On the machine.
        var name: String
        /// On this computer.
        var path: String
        /// Bytes.
        var size: Int
        /// In lower-case hexadecimal digits.
        var sha256: String
    }

    /// - Parameters:
    ///   - images: A folder with further archives of `docker save`.
    ///   - app: The app's name, where the release may be one that nobody has signed.
    /// - Throws: ``DeployFailure`` if that is no release.
    public init(_ folder: String, images: String? = nil, app: String? = nil) throws {
        let files = Files(.system)
        guard files.isFolder(folder) else {
            throw DeployFailure(
                .usage, "there is no folder \(folder)",
                help: "`landfall release` makes it; give another one by --from DIR, such as dist/NAME where releases "
                    + "are not signed")
        }
        if let images, !files.isFolder(images) {
            throw DeployFailure(
                .usage, "there is no folder \(images)", help: "give the folder with the archives of `docker save`")
        }
        self.folder = folder
        archives = try Self.archives(in: [folder, images].compactMap(\.self))
        if let bytes = try files.read("\(folder)/\(ReleaseList.name)", limit: ReleaseList.limit) {
            do {
                let list = try ReleaseList(reading: bytes)
                (self.list, self.app, version) = (list, list.name, list.version)
            } catch {
                throw DeployFailure(
                    .invalidInput, "\(folder)/\(ReleaseList.name): \(error)", help: "make it again: landfall release")
            }
            return
        }
        guard let app else {
            throw DeployFailure(
                .usage, "\(folder) has no \(ReleaseList.name)",
                help: "give the folder that `landfall release` has made: --from DIR")
        }
        (list, self.app, version) = (nil, app, nil)
    }

    private static func archives(in folders: [String]) throws -> [String] {
        var paths: [String] = []
        for folder in folders {
            for name in Files(.system).names(in: folder) where suffixes.contains(where: name.hasSuffix) {
                guard isPlain(name) else {
                    throw DeployFailure(
                        .usage,
                        "the name of \(folder)/\(VisibleText.of(name)) has other characters than letters, digits "
                            + "and `.+_-`", help: "give the archive another name")
                }
                if let other = paths.first(where: { $0.split(separator: "/").last == name[...] }), folder != folders[0]
                {
                    throw DeployFailure(
                        .usage, "\(other) and \(folder)/\(name) have one name", help: "give one of them another")
                }
                paths.append("\(folder)/\(name)")
            }
        }
        return paths
    }

    /// As the machine's program takes them.
    private static let suffixes = [".tar", ".tar.gz", ".tgz", ".tar.xz", ".tar.zst"]

    private static func isPlain(_ name: String) -> Bool {
        name.first != "." && name.first != "-"
            && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || ".+_-".contains($0)) }
    }

    /// What a machine needs of it, with the list first.
    ///
    /// - Parameters:
    ///   - architecture: As `uname -m` says there.
    ///   - provider: As the program there says.
    /// - Throws: ``DeployFailure`` if it has nothing for that machine, or if a file is not the one that the list means.
    func files(for architecture: String, _ provider: String) throws -> [File] {
        let names = ProgramFiles(app: app)
        let id = ProviderID(provider)
        var found: [File] = []
        if let list {
            for name in [ReleaseList.name, ReleaseList.signatureName] { found.append(try file(name)) }
            for name in [names.program(architecture), names.plan(id)] {
                guard let entry = try? list.file(name) else { throw lack(architecture, provider) }
                let file = try file(name)
                do { try entry.check(size: file.size, sha256: file.sha256) } catch {
                    throw DeployFailure(.invalidInput, "\(folder): \(error)", help: "make the release again")
                }
                found.append(file)
            }
        } else {
            found = try unsigned(names, architecture, id) ?? { throw lack(architecture, provider) }()
            // A release that is signed has it beside the list, where archives are.
            let source = "\(folder)/firstboot/\(SourceTree.archive(of: app))"
            if Files(.system).exists(source) { found.append(try file(SourceTree.archive(of: app), at: source)) }
        }
        return found + (try archives.map { try file(String($0.split(separator: "/").last ?? ""), at: $0) })
    }

    /// The program as it runs, or the two files that make it.
    private func unsigned(_ names: ProgramFiles, _ architecture: String, _ id: ProviderID) throws -> [File]? {
        for folder in [folder, "\(folder)/firstboot"] {
            let choices = [[names.stamped(id, architecture)], [names.program(architecture), names.plan(id)]]
            for choice in choices where choice.allSatisfy({ Files(.system).exists("\(folder)/\($0)") }) {
                return try choice.map { try file($0, at: "\(folder)/\($0)") }
            }
        }
        return nil
    }

    private func lack(_ architecture: String, _ provider: String) -> DeployFailure {
        DeployFailure(
            .invalidInput, "the release in \(folder) has no program of \(app) for \(provider) on \(architecture)",
            help:
                "list \(provider) in app.yaml, and give `landfall release` the program for \(architecture) by --firstboot"
        )
    }

    private func file(_ name: String) throws -> File { try file(name, at: "\(folder)/\(name)") }

    private func file(_ name: String, at path: String) throws -> File {
        do {
            let hash = SHA256Stream()
            let size = try Files(.system).readParts(of: path, hash.add)
            return File(name: name, path: path, size: Int(size), sha256: hash.finish())
        } catch {
            throw DeployFailure(.invalidInput, "\(error)", help: "check the release's folder \(folder)")
        }
    }
}
