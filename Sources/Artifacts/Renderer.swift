import CloudInit
import Gzip
import Listings
import Manuals
import Packer
import Plan
import Providers
import Railway
import Stamp

/// The files for an app and its providers.
public struct Rendering: Sendable {
    /// Sorted by path; includes SHA256SUMS.
    public var artifacts: [Artifact] = []
    /// The programs that machines make of the release's files, which Packer uploads. They are written where somebody asks
    /// for them, and SHA256SUMS does not name them.
    public var programs: [Artifact] = []
    /// What a provider would not accept. If there is any, nothing is written.
    public var problems: [RenderingProblem] = []
    /// What was left out, and why.
    public var notes: [String] = []

    /// - Parameter artifacts: In any order.
    public init(artifacts: [Artifact] = []) { self.artifacts = artifacts }

    /// The same with SHA256SUMS, sorted.
    public var withChecksums: Rendering {
        var whole = self
        whole.artifacts.append(Checksums.artifact(for: artifacts))
        whole.artifacts.sort { $0.path < $1.path }
        return whole
    }
}

/// A file that a provider would not accept.
public struct RenderingProblem: Equatable, Sendable {
    /// Relative to dist/NAME.
    public var path: String
    public var message: String
    public var help: String
}

/// Renders an app for its providers. The same plans and executables always give the same bytes.
public struct Renderer: Sendable {
    private struct Program: Sendable {
        var executable: Executable
        var hash: SHA256Prefix
        var compressed: CompressedProgram
    }

    private let programs: [Program]

    /// - Parameters:
    ///   - executables: One for each processor.
    ///   - cache: Where they may be compressed already.
    public init(executables: [Executable], cache: ProgramCache = .none) {
        programs = executables.sorted { $0.architecture < $1.architecture }.map { executable in
            let hash = SHA256Prefix(executable.bytes)
            let sha256 = hash.hex(followedBy: [UInt8]())
            return Program(
                executable: executable, hash: hash, compressed: cache.compressed(executable.bytes, sha256: sha256))
        }
    }

    /// The processors that there are executables for.
    public var architectures: [Architecture] { programs.map(\.executable.architecture) }

    /// The executables' digests.
    public var digests: [String] { programs.map { $0.hash.hex(followedBy: [UInt8]()) } }

    /// - Parameters:
    ///   - images: How each provider's image is built; the provider's defaults for one that is missing.
    ///   - listing: What marketplaces ask for; nil where the app has none.
    ///   - source: The app's source, as a tar archive; nil where machines get images alone.
    ///   - railway: What Railway runs of it; nil where that is nothing.
    /// - Throws: What encoding a plan throws.
    public func render(
        _ plans: [Plan], images: [ProviderID: ImageOptions] = [:], listing: Listing? = nil,
        railway: RailwayProject? = nil, source: [UInt8]? = nil
    ) throws -> Rendering {
        var rendering = Rendering()
        for plan in plans {
            try add(plan, images[plan.provider] ?? ImageOptions(), to: &rendering)
        }
        if let source, let app = plans.first?.app {
            rendering.addFirstBoot(
                Artifact(path: SourceTree.archive(of: app.name), content: .bytes(Gzip.compress(source))))
        }
        for page in Manual(plans).pages { rendering.add("docs/\(page.name)", page.text) }
        for file in listing.map({ ListingPages($0).files(for: plans) }) ?? [] {
            rendering.artifacts.append(Artifact(path: file.path, content: .bytes(file.bytes)))
        }
        if let railway, let plan = plans.first {
            let files = RailwayFiles(railway, of: plan.app, parameters: plan.parameters).files
            for file in files { rendering.add(file.path, file.text) }
        }
        return rendering.withChecksums
    }

    private func add(_ plan: Plan, _ image: ImageOptions, to rendering: inout Rendering) throws {
        let provider = plan.provider
        let facts = Provider.named(provider.rawValue)?.facts ?? Facts()
        if let source = facts.packer {
            rendering.addTemplate(plan, image, source, architectures: architectures)
        }
        if let rules = facts.appVariables, !plan.parameters.isEmpty {
            try rendering.addAppVariables(plan, rules)
        }
        let (planFile, binaries) = try addProgram(plan, to: &rendering)
        if let release = plan.release {
            let download = Download(plan: plan, release: release, planFile: planFile, binaries: binaries)
            rendering.add(download, facts: facts)
        }
    }

    /// - Returns: What machines download of a release, and what they make of it.
    private func addProgram(
        _ plan: Plan, to rendering: inout Rendering
    ) throws -> (planFile: Download.File, binaries: [Download.Binary]) {
        let files = ProgramFiles(app: plan.app.name)
        let trailer = try Stamp.trailer(for: plan)
        let packed = Artifact(path: files.plan(plan.provider), content: .bytes(Gzip.compress(trailer)))
        rendering.addFirstBoot(packed)
        var binaries: [Download.Binary] = []
        for program in programs {
            let architecture = program.executable.architecture
            let name = files.program(architecture.rawValue)
            // All providers have the same one.
            if !rendering.artifacts.contains(where: { $0.path == Rendering.firstBootFolder + name }) {
                rendering.addFirstBoot(Artifact(path: name, content: .program(program.compressed)))
            }
            let stamped = StampedExecutable(
                executable: program.executable, trailer: trailer, sha256: program.hash.hex(followedBy: trailer))
            rendering.programs.append(
                Artifact(
                    path: Rendering.firstBootFolder + files.stamped(plan.provider, architecture.rawValue),
                    content: .stamped(stamped), mode: 0o755))
            binaries.append(
                .init(
                    architecture: architecture, program: .init(name: name, sha256: program.compressed.sha256),
                    sha256: stamped.sha256))
        }
        return (.init(name: packed.path, sha256: packed.sha256), binaries)
    }
}

extension Rendering {
    /// Within dist/NAME, what is uploaded to a release besides the installer.
    public static let firstBootFolder = "firstboot/"

    /// The publisher's vendor data for a marketplace, within dist/NAME.
    public static func vendorData(of provider: ProviderID) -> String { "\(provider)/vendor-data.yaml" }

    fileprivate mutating func addFirstBoot(_ artifact: Artifact) {
        var artifact = artifact
        artifact.path = Self.firstBootFolder + artifact.path
        artifacts.append(artifact)
    }

    fileprivate mutating func add(_ path: String, _ text: String, mode: UInt16 = 0o644) {
        artifacts.append(Artifact(path: path, content: .text(text), mode: mode))
    }

    fileprivate mutating func add(_ download: Download, facts: Facts) {
        let provider = download.plan.provider
        let userData = UserData(download, by: .owner(field: facts.userDataField))
        addUserData(userData.text, provider: provider, limit: facts.userDataLimit)
        if facts.takesVendorData {
            add(Self.vendorData(of: provider), UserData(download, by: .publisher).text)
        }
        switch facts.deploymentScript {
        case .stackScript: addStackScript(download)
        case .installer: add("install.sh", Installer(download).text, mode: 0o755)
        case nil: break
        }
    }

    /// Without a binary for the machine's processor, a template has nothing to upload.
    fileprivate mutating func addTemplate(
        _ plan: Plan, _ image: ImageOptions, _ source: PackerSource, architectures: [Architecture]
    ) {
        let needed = source.architecture(ofMachineType: image.plan, among: architectures)
        guard architectures.contains(needed) else {
            let machineType = image.plan ?? source.defaultMachineType
            notes.append(
                "packer/\(plan.provider) is left out: \(machineType ?? "its machine") has an \(needed.rawValue) "
                    + "processor, and no first-boot executable for one was given (--firstboot)")
            return
        }
        let template = PackerTemplate(plan: plan, image: image, source: source, architectures: architectures)
        add("packer/\(plan.provider)/image.pkr.hcl", template.image)
        add("packer/\(plan.provider)/plugins.pkr.hcl", template.plugins)
    }

    fileprivate mutating func addAppVariables(_ plan: Plan, _ rules: AppVariableRules) throws {
        let path = "\(plan.provider)/variables.json"
        let variables = try AppVariables(plan.parameters, rules: rules)
        add(path, variables.text)
        if !variables.leftOut.isEmpty {
            notes.append(
                "\(path) has no room for \(variables.leftOut.joined(separator: ", ")): "
                    + "a name there is at most \(rules.nameLimit) lower-case letters and underscores")
        }
    }

    private mutating func addUserData(_ text: String, provider: ProviderID, limit: Int?) {
        let path = "cloud-init/\(provider).yaml"
        add(path, text)
        if let limit, text.utf8.count > limit {
            problems.append(
                RenderingProblem(
                    path: path,
                    message: "\(text.utf8.count) bytes of user-data, and \(provider) accepts \(limit)",
                    help: "shorten the parameters' labels, help and options in app.yaml"))
        }
    }

    private mutating func addStackScript(_ download: Download) {
        let path = "\(download.plan.provider)/stackscript.sh"
        do {
            let text = try StackScript(download).text
            add(path, text)
            if text.utf8.count > StackScript.limit {
                problems.append(
                    RenderingProblem(
                        path: path,
                        message: "\(text.utf8.count) bytes, and \(download.plan.provider) accepts \(StackScript.limit)",
                        help: "shorten the parameters' labels, help and options in app.yaml"))
            }
        } catch {
            problems.append(
                RenderingProblem(
                    path: path, message: "\(error), so a StackScript cannot ask for it",
                    help: "rename the parameter or change its values in app.yaml"))
        }
    }
}
