import CloudInit
import Manuals
import Packer
import Plan
import Providers
import Stamp

/// The files for an app and its providers.
public struct Rendering: Sendable {
    /// Sorted by path; includes SHA256SUMS.
    public var artifacts: [Artifact] = []
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
public struct Renderer {
    private let executables: [(executable: Executable, hash: SHA256Prefix)]

    /// - Parameter executables: One for each processor.
    public init(executables: [Executable]) {
        self.executables = executables.sorted { $0.architecture < $1.architecture }
            .map { ($0, SHA256Prefix($0.bytes)) }
    }

    /// - Parameter images: How each provider's image is built; the provider's defaults for one that is missing.
    /// - Throws: What encoding a plan throws.
    public func render(_ plans: [Plan], images: [ProviderID: ImageOptions] = [:]) throws -> Rendering {
        var rendering = Rendering()
        for plan in plans {
            try add(plan, images[plan.provider] ?? ImageOptions(), to: &rendering)
        }
        for page in Manual(plans).pages { rendering.add("docs/\(page.name)", page.text) }
        return rendering.withChecksums
    }

    private func add(_ plan: Plan, _ image: ImageOptions, to rendering: inout Rendering) throws {
        let provider = plan.provider
        let facts = Provider.named(provider.rawValue)?.facts ?? Facts()
        if let source = facts.packer {
            rendering.addTemplate(plan, image, source, architectures: executables.map(\.executable.architecture))
        }
        if let rules = facts.appVariables, !plan.parameters.isEmpty {
            try rendering.addAppVariables(plan, rules)
        }
        let trailer = try Stamp.trailer(for: plan)
        var binaries: [Download.Binary] = []
        for (executable, hash) in executables {
            let name = "\(plan.app.name)-\(provider)-\(executable.architecture.rawValue)"
            let stamped = StampedExecutable(
                executable: executable, trailer: trailer, sha256: hash.hex(followedBy: trailer))
            rendering.artifacts.append(
                Artifact(path: "firstboot/\(name)", content: .stamped(stamped), mode: 0o755))
            binaries.append(
                .init(architecture: executable.architecture, fileName: name, sha256: stamped.sha256))
        }
        if let release = plan.release {
            rendering.add(Download(plan: plan, release: release, binaries: binaries), facts: facts)
        }
    }
}

extension Rendering {
    fileprivate mutating func add(_ path: String, _ text: String, mode: UInt16 = 0o644) {
        artifacts.append(Artifact(path: path, content: .text(text), mode: mode))
    }

    fileprivate mutating func add(_ download: Download, facts: Facts) {
        let provider = download.plan.provider
        addUserData(UserData(download).text, provider: provider, limit: facts.userDataLimit)
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
        let needed = source.architecture(ofMachineType: image.plan)
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
