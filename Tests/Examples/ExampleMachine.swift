import AppSpec
import Foundation
import Gzip
import Host
import Plan
import Simulation
import Stamp
import TestSupport
import Testing

/// A machine in a folder on which `landfall simulate` has set an example up, with its real containers.
struct ExampleMachine {
    let name: String
    private let provider: String
    private let ports: [String]
    private let folder = TemporaryFolder()

    private var root: String { folder.file("root") }
    private var binary: String { "\(root)/usr/local/bin/\(name)ctl" }

    /// - Parameters:
    ///   - example: The folder's name in examples, which is the app's name too.
    ///   - provider: The cloud.
    ///   - ports: Each `PORT=HERE`, with ports that no other test uses.
    ///   - values: Each parameter, as `NAME=VALUE`.
    init(_ example: String, on provider: String, ports: [String], values: [String]) async throws {
        (name, self.provider, self.ports) = (example, provider, ports)
        try await prepareSource()
        let flags = ["--root", root, "--keep"]
        let first = try await Self.simulate(example, provider, ports, values, flags)
        try #require(first.status == 0, "\(first.lastLines)")
    }

    /// Lays the source down as on a real machine, if the example has one: `simulate` does without its history, and so nothing
    /// could be merged with it.
    private func prepareSource() async throws {
        let spec = try Self.spec(Example.file(name))
        guard spec.source != nil else { return }
        var plan = try PortMap(ports).apply(to: spec.plan(for: ProviderID(provider)))
        plan.stack.project = "\(name)-\(provider)-\(UUID().uuidString.prefix(6).lowercased())"
        try folder.write("root/etc/machine-id", UUID().uuidString.replacing("-", with: "").lowercased() + "\n")
        let release = try publish(plan, source: spec.source?.bytes)
        let program = "\(release)/\(Self.program(of: plan))"
        let prepared = try await Command(program, ["prepare", "--root", root, "--images", release]).run()
        try #require(prepared.status == 0, "\(prepared.lastLines)")
    }

    /// A first boot of which nothing stays.
    static func boots(_ example: String, on provider: String, ports: [String], values: [String]) async throws {
        let result = try await simulate(example, provider, ports, values, [])
        #expect(result.status == 0, "\(result.lastLines)")
        let names = try await RealEngine.lines("ps", "--all", "--format", "{{.Names}}")
        #expect(!names.contains { $0.hasPrefix("\(example)-\(provider)-") }, "\(names)")
    }

    private static func simulate(
        _ example: String, _ provider: String, _ ports: [String], _ values: [String], _ flags: [String]
    ) async throws -> CommandResult {
        let options = ports.flatMap { ["--port", $0] } + values.flatMap { ["--set", $0] } + flags
        return try await Command(
            Executables.landfall, ["simulate", Example.file(example), "--provider", provider] + options,
            environment: ["LANDFALL_FIRSTBOOT": Executables.firstboot]
        ).run()
    }

    /// Runs the machine's own program, and fails where that does.
    @discardableResult func run(
        _ verb: String, _ flags: String..., sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> [String] {
        let result = try await Command(binary, [verb, "--root", root] + flags).run()
        #expect(result.status == 0, "\(verb): \(result.lastLines)", sourceLocation: sourceLocation)
        return result.lastLines
    }

    /// The release that runs.
    var version: String { get throws { try plan.app.version } }

    private var plan: Plan { get throws { try #require(try Stamp.read(file: binary)) } }

    /// A release as the publisher makes it from the example with another version, whose last part is its image's tag.
    ///
    /// - Parameter edit: Changes a copy of the example's folder, of which the release is made.
    func update(to version: String, edit: (String) throws -> Void = { _ in }) async throws {
        let source = folder.file("source-\(version)")
        try FileManager.default.copyItem(atPath: Example.folder(name), toPath: source)
        let earlier = try plan
        for file in ["app.yaml", earlier.stack.composeFile] {
            let text = try String(contentsOfFile: "\(source)/\(file)", encoding: .utf8)
            try text.replacing(Self.tag(of: earlier.app.version), with: Self.tag(of: version))
                .write(toFile: "\(source)/\(file)", atomically: true, encoding: .utf8)
        }
        try edit(source)
        let spec = try Self.spec("\(source)/app.yaml")
        var next = try PortMap(ports).apply(to: spec.plan(for: earlier.provider))
        next.stack.project = earlier.stack.project
        if let edge = earlier.stack.edge { next.stack.edge = edge }
        try await run("update", "--from", try publish(next, source: spec.source?.bytes), "--yes", "--no-backup")
    }

    private static func spec(_ file: String) throws -> AppSpec {
        let compiled = Compiler.compile(path: file)
        return try #require(compiled.spec, "\(compiled.render(color: false))")
    }

    private static func program(of plan: Plan) -> String {
        "\(plan.app.name)-\(plan.provider)-\(ThisProcess.architecture)"
    }

    /// - Returns: The release's folder.
    private func publish(_ plan: Plan, source: [UInt8]?) throws -> String {
        let release = "release-\(plan.app.version)"
        let program = [UInt8](try Data(contentsOf: URL(fileURLWithPath: Executables.firstboot)))
        try folder.write("\(release)/\(Self.program(of: plan))", try Stamp.stamp(program, with: plan), mode: 0o755)
        if let source {
            try folder.write("\(release)/\(SourceTree.archive(of: name))", Gzip.compress(source))
        }
        return folder.file(release)
    }

    /// An image's tag can have no `+`, which separates a version's number from its commit.
    private static func tag(of version: String) -> String { String(version.split(separator: "+").last ?? "") }

    /// What the owner was shown, such as a key.
    ///
    /// - Parameter instance: Whose; nil for the first instance.
    func credential(_ label: String, of instance: String? = nil) throws -> String {
        let owner = ([name] + (instance.map { [$0] } ?? [])).joined(separator: "@")
        let lines = try folder.read("root/root/\(owner)-credentials.txt").split(separator: "\n")
        let line = try #require(lines.first { $0.contains("\(label): ") }, "\(lines)")
        return line[line.range(of: ": ")!.upperBound...].trimmingCharacters(in: .whitespaces)
    }

    /// What the app answers: ``Example/ask(_:at:key:body:)``.
    func ask(_ url: String, at here: Int, key: String? = nil, body: String? = nil) async throws -> String {
        try await Example.ask(url, at: here, key: key, body: body)
    }

    /// A file of the machine.
    func read(_ path: String) throws -> String { try folder.read("root" + path) }

    func write(_ path: String, _ text: String) throws { try folder.write("root" + path, text) }

    /// A path of this computer that is not the machine's.
    func place(_ name: String) -> String { folder.file(name) }

    func isThere(_ path: String) -> Bool { FileManager.default.fileExists(atPath: root + path) }

    func docker(_ verb: String, _ more: String...) async throws -> [String] {
        let project = try plan.stack.project
        let place = "\(root)/opt/\(name)"
        let files = try plan.stack.composeFiles.flatMap { ["--file", "\(place)/\($0)"] }
        let command = ["compose", "--project-name", project] + files + [verb] + more
        let result = try await Command("docker", command).run()
        try #require(result.status == 0, "\(result.lastLines)")
        return result.lastLines
    }

    /// The Compose project of an instance; of the first one if nil.
    func project(of instance: String? = nil) throws -> String {
        try ([plan.stack.project] + (instance.map { [$0] } ?? [])).joined(separator: "-")
    }

    /// - Parameter instances: Those that may be there beside the first one.
    func takeAway(instances: [String] = []) async throws {
        let stack = try plan.stack
        for instance in instances { try await RealEngine.takeAway(project: try project(of: instance)) }
        try await RealEngine.takeAway(project: stack.project)
        if let edge = stack.edge { try await RealEngine.takeAway(project: edge.project) }
    }
}
