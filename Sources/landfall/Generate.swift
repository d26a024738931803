import AppSpec
import ArgumentParser
import Artifacts
import Foundation
import Host
import Plan
import Providers

struct Generate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write everything that a publisher needs to offer the app on each provider.",
        discussion: """
            Makes OUTPUT/NAME: Packer templates, cloud-init user-data, a StackScript, an installer, SHA256SUMS, and \
            in firstboot what a release is made of: the first-boot program once for each processor, and each \
            provider's plan, both compressed. Machines put the two together. The same input gives the same bytes. What \
            an earlier run made and this one does not is removed; any other file stays.

            For a catalogue, name all its files or their folder in one call: the apps are worked on side by side, one that \
            is wrong does not stop the others, and an app of which nothing has changed, neither what it is made of nor \
            what was made, is left as it is. A table at the end says what became of each.

            With --workflows it writes nothing of that, but the workflows for GitHub Actions that app.yaml's `publish` \
            describes, into .github/workflows of the repository: NAME-ci.yml, NAME-images.yml, NAME-release.yml, \
            NAME-marketplace.yml and NAME-deploy.yml, as far as the app has a use for them. A file that it has not made \
            itself is never replaced.

            Exits 0 when done; 1 if --check finds a difference; 65 if app.yaml is wrong or a provider would not \
            accept the result; 69 if there is no first-boot executable or a file cannot be written.
            """)

    @Argument(
        help: "The app.yaml, or a folder of apps; may be repeated.", completion: .file(extensions: ["yaml", "yml"]))
    var files = ["app.yaml"]

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp(
            "The folder in which the app's own folder is created; with --workflows, the one that .github/workflows is in. "
                + "Default: dist; with --workflows, the top folder of app.yaml's Git repository.",
            valueName: "output"),
        completion: .directory)
    var chosenOutput: String?

    var output: String { chosenOutput ?? "dist" }

    @Option(
        name: .customLong("provider"),
        help: ArgumentHelp(
            "Only these, separated by commas; may be repeated. Default: \(Provider.usualNames), and those with a "
                + "section in app.yaml.",
            valueName: "p,…"),
        completion: Completions.providers)
    var providers: [String] = []

    @Option(
        name: .customLong("firstboot"),
        help: ArgumentHelp(
            "The first-boot executable to stamp, one for each processor; may be repeated. Default: those that "
                + "LANDFALL_FIRSTBOOT lists, separated by colons, else firstboot-x86_64 and firstboot-aarch64 beside landfall.",
            valueName: "file"),
        completion: .file())
    var executables: [String] = []

    @Flag(
        name: .customLong("programs"),
        help: "Also put the programs together: firstboot/NAME-PROVIDER-ARCH, which Packer uploads.")
    var writesPrograms = false

    @Flag(name: .customLong("workflows"), help: "Write the workflows for GitHub Actions, and nothing else.")
    var makesWorkflows = false

    @Flag(help: "Write nothing; list what would change.")
    var check = false

    @Flag(help: "Print what became of each app as JSON on standard output.")
    var json = false

    func validate() throws {
        guard makesWorkflows, json || writesPrograms || !providers.isEmpty || !executables.isEmpty else { return }
        throw ValidationError("--workflows takes no other option than --output and --check")
    }

    func run() throws {
        if makesWorkflows { return try WorkflowGeneration(options: self).run() }
        guard !json, AppFinder.isOneFile(files) else { return try GenerateBatch(options: self).run() }
        let generation = Generation(file: files[0], programs: Programs(named: executables))
        let spec = try generation.spec()
        let rendering = try rendering(of: spec, by: generation)
        let folder = (output as NSString).appendingPathComponent(spec.app.name)
        if !check {
            _ = try write(rendering, of: spec, to: folder, by: generation)
        } else if try !isUpToDate(folder, rendering, of: generation) {
            throw ExitCode(EXIT_FAILURE)
        }
    }

    func rendering(of spec: AppSpec, by generation: Generation) throws -> Rendering {
        let chosen = try ProviderFilter(providers).choose(from: spec.providers, known: spec.knownProviders)
        return try generation.render(spec, for: chosen)
    }

    /// The command that builds the images, with the same options.
    private func build(_ spec: AppSpec, _ rendering: Rendering) -> Command {
        var words = ["build", files[0]]
        if output != "dist" { words += ["--output", output] }
        var names = ProviderFilter(providers).names
        if names.isEmpty && spec.images.isEmpty {
            // Without a section in app.yaml it builds nothing.
            let templates = Set(rendering.artifacts.map(\.path))
            names = spec.providers.map(\.rawValue).filter { templates.contains("packer/\($0)/image.pkr.hcl") }
        }
        if !names.isEmpty { words += ["--provider", names.joined(separator: ",")] }
        return Command("landfall", words + executables.flatMap { ["--firstboot", $0] })
    }

    func isUpToDate(_ folder: String, _ rendering: Rendering, of generation: Generation) throws -> Bool {
        let differences = ArtifactWriter(folder: folder).differences(
            from: rendering.artifacts, programs: rendering.programs)
        guard !differences.isEmpty else {
            if AppFinder.isOneFile(files) { generation.transcript.show("\(folder) is up to date.") }
            return true
        }
        for difference in differences { generation.transcript.show("\(difference)") }
        generation.transcript.complain(
            "error: \(folder) is not what generate makes of \(generation.file)\n  help: run it without --check")
        return false
    }

    func write(
        _ rendering: Rendering, of spec: AppSpec, to folder: String, by generation: Generation
    ) throws -> ArtifactWriter.Outcome {
        let transcript = generation.transcript
        let outcome = try generation.write(rendering, to: folder)
        try generation.writePrograms(
            writesPrograms ? rendering.programs : [], of: rendering, app: spec.app.name, to: folder)
        let written = writesPrograms ? rendering.artifacts + rendering.programs : rendering.artifacts
        if AppFinder.isOneFile(files) {
            let summary = Summary(folder: folder, written, build: build(spec, rendering)).text
            transcript.show(String(summary.dropLast()))
        }
        if !outcome.removed.isEmpty {
            transcript.show("Removed \(outcome.removed.count) files of an earlier run that are no longer made.")
        }
        for path in outcome.kept {
            transcript.complain(
                "warning: \(folder)/\(path) comes from an earlier run and was changed since: it stays")
        }
        return outcome
    }
}

/// An app's providers, filtered by `--provider`.
struct ProviderFilter {
    let names: [String]

    init(_ options: [String]) {
        names = options.flatMap { $0.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) } }
    }

    /// In the app's own order; the usual ones if none is named.
    ///
    /// - Parameter known: Those that may be named; the usual ones if it is nil.
    func choose(from usual: [ProviderID], known: [ProviderID]? = nil) throws -> [ProviderID] {
        let known = known ?? usual
        if let unknown = names.first(where: { !known.contains(ProviderID($0)) }) {
            let list = known.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("there is no provider '\(unknown)'; name one or more of \(list)")
        }
        return names.isEmpty ? usual : known.filter { names.contains($0.rawValue) }
    }
}
