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

            For a catalogue, name all its files in one call: the program is then read only once.

            Exits 0 when done; 1 if --check finds a difference; 65 if app.yaml is wrong or a provider would not \
            accept the result; 69 if there is no first-boot executable or a file cannot be written.
            """)

    @Argument(help: "The app.yaml; may be repeated, for a catalogue.", completion: .file(extensions: ["yaml", "yml"]))
    var files = ["app.yaml"]

    @Option(name: .shortAndLong, help: "The folder in which the app's own folder is created.", completion: .directory)
    var output = "dist"

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

    @Flag(help: "Write nothing; list what would change.")
    var check = false

    func run() throws {
        let programs = Programs(named: executables)
        let apps = try files.map { file in
            let generation = Generation(file: file, programs: programs)
            return (generation, try generation.spec())
        }
        try refuseSharedFolders(apps.map(\.1.app.name))
        var differs = false
        for (generation, spec) in apps {
            let chosen = try ProviderFilter(providers).choose(from: spec.providers, known: spec.knownProviders)
            let rendering = try generation.render(spec, for: chosen)
            let folder = (output as NSString).appendingPathComponent(spec.app.name)
            if check {
                if try !isUpToDate(folder, rendering, of: generation.file) { differs = true }
            } else {
                try write(rendering, of: spec, to: folder, by: generation)
            }
        }
        if differs { throw ExitCode(EXIT_FAILURE) }
    }

    private func refuseSharedFolders(_ names: [String]) throws {
        let places = Dictionary(grouping: names.indices) { names[$0] }
        guard let place = names.indices.first(where: { places[names[$0], default: []].count > 1 }) else { return }
        let both = places[names[place], default: []].prefix(2).map { files[$0] }.joined(separator: " and ")
        Generation.complain(
            "error: \(both) are both the app `\(names[place])`, and would have one folder\n"
                + "  help: give one of them another `name`, or write them in two calls, with another --output")
        throw ExitCode(EX_DATAERR)
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

    private func isUpToDate(_ folder: String, _ rendering: Rendering, of file: String) throws -> Bool {
        let differences = ArtifactWriter(folder: folder).differences(
            from: rendering.artifacts, programs: rendering.programs)
        guard !differences.isEmpty else {
            print("\(folder) is up to date.")
            return true
        }
        for difference in differences { print(difference) }
        Generation.complain("error: \(folder) is not what generate makes of \(file)\n  help: run it without --check")
        return false
    }

    private func write(
        _ rendering: Rendering, of spec: AppSpec, to folder: String, by generation: Generation
    ) throws {
        let outcome = try generation.write(rendering, to: folder)
        try generation.writePrograms(
            writesPrograms ? rendering.programs : [], of: rendering, app: spec.app.name, to: folder)
        let written = writesPrograms ? rendering.artifacts + rendering.programs : rendering.artifacts
        if files.count > 1 {
            print(Summary.line(folder: folder, written))
        } else {
            print(Summary(folder: folder, written, build: build(spec, rendering)).text, terminator: "")
        }
        if !outcome.removed.isEmpty {
            print("Removed \(outcome.removed.count) files of an earlier run that are no longer made.")
        }
        for path in outcome.kept {
            Generation.complain("warning: \(folder)/\(path) comes from an earlier run and was changed since: it stays")
        }
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
