import AppSpec
import ArgumentParser
import Artifacts
import Foundation
import Host
import Plan
import Publishing
import Release

struct ReleaseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release",
        abstract: "Sign a release: the files to upload, and the list of them that machines verify.",
        discussion: """
            Makes OUTPUT/NAME/release: the first-boot program, the plans and the installer as generate makes them, \
            release.json with the sizes and SHA-256 of these and of the programs that machines make of them, the \
            images' digests and what has changed, and its signature release.json.minisig, which `minisign -V` accepts too. Upload all of it to app.yaml's release.url.

            The secret key is one of app.yaml's release.keys. It is read from a file or from standard input. Machines \
            take other keys than theirs only from a release that their spare key has signed: docs/how-to/release.md \
            says how to replace a key.

            The release's date is SOURCE_DATE_EPOCH, else the commit's where `version` is `git`, else now: with one of \
            the first two, the same input gives the same bytes.

            Exits 0 when done; 65 if app.yaml, the key or an image is not fit for a release; 69 if there is no \
            first-boot executable or a file cannot be read or written.
            """)

    @Argument(help: "The app.yaml.", completion: .file(extensions: ["yaml", "yml"]))
    var file = "app.yaml"

    @Option(
        help: ArgumentHelp(
            "The secret key, as `landfall key new` or minisign made it; - reads it from standard input. Required, but "
                + "for --list-images.",
            valueName: "file"),
        completion: .file())
    var key: String?

    @Option(
        help: ArgumentHelp(
            "What has changed in this version, as Markdown. Default: its section in CHANGELOG.md beside app.yaml.",
            valueName: "file"),
        completion: .file())
    var notes: String?

    @Option(
        help: ArgumentHelp(
            "How long machines accept the release, in days (d) or hours (h) from its date.", valueName: "time"))
    var expires = "90d"

    @Option(name: .shortAndLong, help: "The folder in which the app's own folder is created.", completion: .directory)
    var output = "dist"

    @Option(
        help: ArgumentHelp(
            "A folder of image archives (docker save), for images that the compose file names without a digest. "
                + "Default: every image must have one.",
            valueName: "folder"),
        completion: .directory)
    var images: String?

    @Flag(
        name: .customLong("list-images"),
        help: "Sign nothing; print the images without a digest, one a line: those whose archives --images wants.")
    var listsImages = false

    @OptionGroup var firstboot: FirstbootExecutables

    func run() throws {
        let lifetime = try seconds()
        let generation = Generation(file: file, executables: firstboot.executables)
        if listsImages { return Self.listImages(try generation.spec()) }
        guard let key else { throw ValidationError("--key is missing: the file with the secret key, or -") }
        let spec = try generation.spec()
        guard let source = spec.release else {
            throw refuse(
                "\(file) has no `release`", "write `release: { url: …, keys: [ … ] }`; `landfall key new` makes keys")
        }
        let secret = try SecretKeyFile(path: key).read()
        try check(secret.publicKey, isAmong: source.keys)
        let archives = try readArchives()
        let rendering = try generation.render(spec, for: spec.providers, archives: archives)
        var artifacts = Self.uploads(rendering)
        var draft = ReleaseDraft(app: spec.app, source: source, created: try created(spec), lifetime: lifetime)
        draft.minimumFrom = spec.updatePath.minimumFrom
        draft.stops = spec.updatePath.stops
        let targets = Self.targets(spec)
        draft.files = artifacts.map { Self.entry($0, named: $0.path, targets) }
        draft.programs = rendering.programs.map { Self.entry($0, named: Self.name(of: $0.path), targets) }
        draft.images = spec.pulledImages
        let list = try list(draft, archives)
        let bytes = try list.encoded()
        guard bytes.count <= ReleaseList.limit else {
            throw refuse(
                "release.json has \(bytes.count) bytes, and machines read \(ReleaseList.limit)", "shorten the notes")
        }
        let signature = try secret.sign(bytes, trustedComment: list.trustedComment)
        artifacts.append(Artifact(path: ReleaseList.name, content: .text(String(decoding: bytes, as: UTF8.self))))
        artifacts.append(
            Artifact(
                path: ReleaseList.signatureName, content: .text(String(decoding: signature.file, as: UTF8.self))))
        let folder = (output as NSString).appendingPathComponent("\(spec.app.name)/\(ArtifactWriter.releaseFolder)")
        _ = try generation.write(Rendering(artifacts: artifacts).withChecksums, to: folder)
        report(list, folder, source, signedBy: secret.publicKey)
    }

    private static func listImages(_ spec: AppSpec) {
        for reference in spec.pulledImages where ImageReference(reference).digest == nil { print(reference) }
    }

    private func refuse(_ message: String, _ help: String) -> ExitCode {
        Generation.complain("error: \(message)\n  help: \(help)")
        return ExitCode(EX_DATAERR)
    }

    private func seconds() throws -> Int {
        guard let unit = ["d": 86_400, "h": 3_600][expires.suffix(1)], let count = Int(expires.dropLast()),
            (1...3_650 * 24).contains(count), count * unit <= 3_650 * 86_400
        else {
            throw ValidationError(
                "--expires wants a number of days or hours up to ten years, such as 90d or 12h, not '\(expires)'")
        }
        return count * unit
    }

    /// Seconds since 1970.
    private func created(_ spec: AppSpec) throws -> Int {
        if let text = ProcessInfo.processInfo.environment["SOURCE_DATE_EPOCH"] {
            guard let seconds = Int(text), (0...253_402_300_799 - 3_650 * 86_400).contains(seconds) else {
                throw refuse(
                    "SOURCE_DATE_EPOCH is '\(text)'",
                    "give seconds since 1970, such as `git log -1 --format=%ct` prints")
            }
            return seconds
        }
        return spec.commitDate ?? Int(Timestamp.now.seconds)
    }

    private func check(_ key: Minisign.PublicKey, isAmong keys: [String]) throws {
        guard !keys.contains(key.line) else { return }
        guard !keys.isEmpty else {
            throw refuse(
                "\(file) has no `release.keys`, so machines would refuse every release",
                "write its public key there: \(key.line)")
        }
        throw refuse(
            "the key \(key.name) is not among \(file)'s `release.keys`, so machines would refuse the release",
            "sign with one of these, or write its public key there: \(key.line). To replace keys that machines trust "
                + "already, do as `Replace a key` in docs/how-to/release.md says")
    }

    private func readArchives() throws -> ImageArchives? {
        do {
            return try images.map { try ImageArchives(absolutePath($0)) }
        } catch let error as ImageArchiveError {
            throw refuse(error.description, error.help)
        }
    }

    private func list(_ draft: ReleaseDraft, _ archives: ImageArchives?) throws -> ReleaseList {
        let beside = ((absolutePath(file) as NSString).deletingLastPathComponent as NSString)
            .appendingPathComponent("CHANGELOG.md")
        let changelog = FileManager.default.fileExists(atPath: beside) ? Changelog(try text(of: beside)) : nil
        let (list, problems) = draft.list(
            changelog: changelog, notes: try notes.map { try text(of: absolutePath($0)) }, archives: archives)
        for problem in problems {
            Generation.complain("\(problem.isError ? "error" : "warning"): \(problem)\n  help: \(problem.help)")
        }
        guard !problems.contains(where: \.isError) else { throw ExitCode(EX_DATAERR) }
        do {
            return try ReleaseList(reading: list.encoded())
        } catch let refusal as ReleaseRefusal {
            throw refuse(refusal.description, "machines would refuse it: change what it names in \(file)")
        }
    }

    private func text(of path: String) throws -> String {
        do {
            return try String(contentsOf: URL(fileURLWithPath: path), encoding: .utf8)
        } catch {
            throw refuse("\(path): cannot be read as UTF-8 text", "check the file")
        }
    }

    /// What is uploaded, by the names under which it lies in one folder.
    private static func uploads(_ rendering: Rendering) -> [Artifact] {
        rendering.artifacts.compactMap { artifact in
            var upload = artifact
            if artifact.path.hasPrefix(Rendering.firstBootFolder) {
                upload.path = name(of: artifact.path)
            } else if artifact.path != "install.sh" {
                return nil
            }
            return upload
        }
    }

    private static func name(of path: String) -> String { String(path.dropFirst(Rendering.firstBootFolder.count)) }

    private typealias Target = (provider: ProviderID?, architecture: Architecture?)

    /// What the files are for, keyed by name.
    private static func targets(_ spec: AppSpec) -> [String: Target] {
        let files = ProgramFiles(app: spec.app.name)
        var targets: [String: Target] = [:]
        for architecture in Architecture.allCases {
            targets[files.program(architecture.rawValue)] = (nil, architecture)
            for provider in spec.providers {
                targets[files.stamped(provider, architecture.rawValue)] = (provider, architecture)
            }
        }
        for provider in spec.providers { targets[files.plan(provider)] = (provider, nil) }
        return targets
    }

    private static func entry(_ artifact: Artifact, named name: String, _ targets: [String: Target]) -> ReleaseList.File
    {
        let target = targets[name]
        return .init(
            name: name, size: artifact.size, sha256: artifact.sha256, provider: target?.provider?.rawValue,
            architecture: target?.architecture?.rawValue)
    }

    private func report(_ list: ReleaseList, _ folder: String, _ source: Release, signedBy key: Minisign.PublicKey) {
        print("Signed \(list.name) \(list.version) with the key \(key.name): \(folder), \(list.files.count + 3) files.")
        // Which keys the machines trust by now is known only to them.
        print(
            "Machines take it if they trust the keys in \(file), in that order, or if this key is their spare one; from "
                + "then on they trust the keys in \(file).")
        print("Machines accept it until \(list.expires).")
        print("Next: upload all of \(folder) to \(source.url)")
        if let expires = Timestamp(iso8601: list.expires), expires.seconds <= Timestamp.now.seconds {
            Generation.complain(
                "warning: the release has expired already\n  help: give a later --expires; its date is \(list.created)")
        }
    }
}
