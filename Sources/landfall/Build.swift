import AppSpec
import ArgumentParser
import Artifacts
import Foundation
import Host
import ImageBuilds
import Plan
import Providers
import Signals

struct Build: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Build the app's image on each cloud, with Packer.",
        discussion: """
            Does what generate does, puts the first-boot programs together, then runs Packer for the chosen providers in parallel. A provider whose template, \
            first-boot binary and variables have not changed since an earlier build is skipped. Each provider's log and \
            manifest are kept in OUTPUT/NAME.images/PROVIDER. Tokens come only from the environment \
            (DIGITALOCEAN_TOKEN, HCLOUD_TOKEN, LINODE_TOKEN, VULTR_API_KEY). Ctrl-C lets Packer remove its machines.

            Exits 0 if every image is there; 1 if a build fails; 65 if app.yaml is wrong; 69 if Packer, a \
            plugin or a token is missing; 75 if another build is running in OUTPUT; 128 plus the signal's \
            number when interrupted.
            """)

    @Argument(help: "The app.yaml.", completion: .file(extensions: ["yaml", "yml"]))
    var file = "app.yaml"

    @Option(name: .shortAndLong, help: "The folder in which the app's own folder is created.", completion: .directory)
    var output = "dist"

    @Option(
        name: .customLong("provider"),
        help: ArgumentHelp(
            "Only these, separated by commas; may be repeated. Default: those with a section in "
                + "app.yaml.", valueName: "p,…"),
        completion: Completions.providers)
    var providers: [String] = []

    @Option(
        name: .customLong("var"),
        help: ArgumentHelp(
            "Set a variable of the templates; may be repeated. Default: each variable's own.",
            valueName: "name=value"))
    var variables: [String] = []

    @Option(
        help: ArgumentHelp(
            "A folder of image archives (docker save) for the machine to load. Default: it pulls the images.",
            valueName: "folder"),
        completion: .directory)
    var images: String?

    @OptionGroup var firstboot: FirstbootExecutables

    @Flag(help: "Also build what has not changed, and replace an image of the same name if the cloud allows it.")
    var force = false

    @Flag(help: "Print the results as JSON.")
    var json = false

    func run() async throws {
        let interruption = Interruption()
        let generation = Generation(file: file, executables: firstboot.executables)
        let spec = try generation.spec()
        let chosen = try chosenProviders(spec)
        let rendering = try generation.render(
            spec, for: spec.knownProviders.filter { spec.providers.contains($0) || chosen.contains($0) })
        let folder = absolutePath(output) + "/\(spec.app.name)"
        let lock = try outputLock(for: spec.app.name)
        defer { _ = lock }
        // On a busy disk, reading existing files takes a tenth of the time of writing them.
        if !ArtifactWriter(folder: folder).holds(rendering.artifacts) {
            _ = try generation.write(rendering, to: folder)
        }
        let (jobs, programs) = try jobs(chosen, spec, rendering, folder)
        try generation.writePrograms(programs, of: rendering, app: spec.app.name, to: folder)
        let (results, missing) = try await ImageBuilds(jobs, forced: force)
            .run(interruption, environment: ProcessInfo.processInfo.environment)
        for finding in missing { Generation.complain("\(finding)") }
        if !missing.isEmpty { throw ExitCode(EX_UNAVAILABLE) }
        try report(results, interruption)
    }

    private func outputLock(for app: String) throws -> OutputLock {
        do {
            return try OutputLock(absolutePath(output), app: app)
        } catch let error as Missing {
            Generation.complain("\(error)")
            throw ExitCode(EX_TEMPFAIL)
        }
    }

    private func chosenProviders(_ spec: AppSpec) throws -> [ProviderID] {
        if !providers.isEmpty { return try ProviderFilter(providers).choose(from: spec.knownProviders) }
        let named = spec.providers.filter { spec.images[$0] != nil }
        guard !named.isEmpty else {
            throw ValidationError("\(file) has no section under `providers`; choose providers with --provider")
        }
        return named
    }

    /// - Returns: The jobs, and what their templates upload.
    private func jobs(
        _ chosen: [ProviderID], _ spec: AppSpec, _ rendering: Rendering, _ folder: String
    ) throws -> ([BuildJob], [Artifact]) {
        let made = try chosen.map { try job($0, spec, rendering, folder) }
        return (made.map(\.0), made.compactMap(\.1))
    }

    private func job(
        _ id: ProviderID, _ spec: AppSpec, _ rendering: Rendering, _ folder: String
    ) throws -> (BuildJob, Artifact?) {
        let template = "packer/\(id)/image.pkr.hcl"
        guard let provider = Provider.named(id.rawValue), let source = provider.facts.packer,
            let artifact = rendering.artifacts.first(where: { $0.path == template }),
            case .text(let text) = artifact.content
        else {
            Generation.complain("error: there is no template for \(id)\n  help: the warning above says why")
            throw ExitCode(EX_UNAVAILABLE)
        }
        let values = try values(for: source, template: text)
        let offered = Architecture.allCases.filter { processor in
            rendering.programs.contains { $0.path.hasSuffix("-\(processor.rawValue)") }
        }
        let architecture =
            try values["architecture"].map(Self.processor)
            ?? source.architecture(ofMachineType: values["plan"] ?? spec.images[id]?.plan, among: offered)
        let path =
            Rendering.firstBootFolder + ProgramFiles(app: spec.app.name).stamped(id, architecture.rawValue)
        let program = rendering.programs.first { $0.path == path }
        let job = try BuildJob(
            app: spec.app, provider: provider, source: source, architecture: architecture,
            template: "\(folder)/packer/\(id)", folder: "\(folder).images/\(id)",
            parts: [artifact.sha256, program?.sha256 ?? ""], variables: values)
        return (job, program)
    }

    private static func processor(_ name: String) throws -> Architecture {
        guard let processor = Architecture(rawValue: name) else {
            throw ValidationError(
                "--var architecture=\(name): there is no such processor; it is "
                    + Architecture.allCases.map(\.rawValue).joined(separator: " or "))
        }
        return processor
    }

    private func values(for source: PackerSource, template: String) throws -> [String: String] {
        var values: [String: String] = [:]
        for text in variables {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2 else { throw ValidationError("--var wants NAME=VALUE, not '\(text)'") }
            if let token = source.token, token.field.description == parts[0] {
                throw ValidationError("a token must not be on a command line; set \(token.environment) instead")
            }
            guard !["input_digest", "manifest"].contains(parts[0]), template.contains("variable \"\(parts[0])\" {")
            else {
                throw ValidationError("the \(source.builder) template has no variable '\(parts[0])' to set")
            }
            values[parts[0]] = parts[1]
        }
        if let images {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: images, isDirectory: &isFolder), isFolder.boolValue else {
                throw ValidationError("there is no folder \(images)")
            }
            values["images"] = absolutePath(images)
        }
        return values
    }

    private func report(_ results: [ImageBuilds.Result], _ interruption: Interruption) throws {
        let table = ResultTable(results)
        print(json ? String(decoding: try table.json(), as: UTF8.self) : table.text, terminator: "")
        var hasFailed = false
        for result in results {
            guard case .failed(let lines, _) = result.outcome else { continue }
            hasFailed = true
            Generation.complain("error: \(result.job.provider.title)'s image was not built:")
            for line in lines { Generation.complain("  \(line)") }
            Generation.complain("  help: the whole log is \(result.job.log)")
        }
        if let signal = interruption.signal { throw ExitCode(128 + signal) }
        if hasFailed { throw ExitCode(EXIT_FAILURE) }
    }
}
