import AppSpec
import Artifacts
import Foundation
import Gzip
import Import
import JSON
import Plan
import Stamp
import TestSupport
import Testing

/// What `import` writes is imported again as it is.
@Suite(.enabled(if: Templates.folder != nil, "needs ../shared/coolify"))
struct RoundTripTests {
    /// What `landfall generate` gives a machine, read back from the plan that it writes.
    private static func generated(_ imported: Imported) throws -> Plan? {
        guard let spec = imported.compilation.spec else { return nil }
        let rendering = try Renderer(executables: []).render([spec.plan(for: "generic")])
        let path = "firstboot/" + ProgramFiles(app: spec.app.name).plan("generic")
        guard case .bytes(let packed)? = rendering.artifacts.first(where: { $0.path == path })?.content else {
            return nil
        }
        return try Gzip.expand(packed, limit: 64 << 20).flatMap { try Stamp.read($0) }
    }

    /// Imports what a machine has in /opt/NAME, with its values as the env file.
    private static func again(_ plan: Plan) throws -> Imported {
        var examples = ""
        for entry in plan.environment {
            // What is empty here has no value in the Compose file either.
            if let text = entry.value.literal, !text.isEmpty {
                examples += "\(entry.name)='\(text.replacing("'", with: "\\'"))'\n"
            }
        }
        var files: [String: String] = [:]
        for file in plan.stack.files {
            if case .verbatim(let bytes) = file.content { files[file.path] = String(decoding: bytes, as: UTF8.self) }
        }
        return try Imported(
            files[plan.stack.composeFile] ?? "", base: plan.app.name, examples: examples, beside: files)
    }

    /// What the two apps do not have in common of what their Compose files can say: a secret's kind is app.yaml's alone.
    private static func differences(_ first: Imported, _ second: Imported) -> [String] {
        guard let (one, other) = first.compilation.spec.flatMap({ one in second.compilation.spec.map { (one, $0) } })
        else { return [] }
        // Coolify leaves a variable without a value empty on purpose, so a text of supabase.yaml that became one is no
        // secret of its template any more.
        let isLost = { (name: String) in name == "DB_ENC_KEY" }
        let secrets = { (spec: AppSpec) in Set(spec.secrets.map(\.name).filter { !isLost($0) }) }
        let parameters = { (spec: AppSpec) in Set(spec.parameters.map(\.name)) }
        let variables = { (spec: AppSpec) in
            Set(spec.environment.filter { !isLost($0.name) }.map { "\($0.name)=\($0.value)" })
        }
        return secrets(one).symmetricDifference(secrets(other)).sorted().map { "secret \($0)" }
            + parameters(one).symmetricDifference(parameters(other)).sorted().map { "parameter \($0)" }
            + variables(one).symmetricDifference(variables(other)).sorted().map { "env \($0)" }
    }

    @Test func `what is generated of an import can be imported again, and stays as it is`() throws {
        var differing: [String] = []
        var count = 0
        for url in try Templates.all() {
            let first = try Imported(
                String(decoding: try Data(contentsOf: url), as: UTF8.self),
                base: url.deletingPathExtension().lastPathComponent)
            guard let plan = try Self.generated(first) else { continue }
            let second = try Self.again(plan)
            #expect(second.errors.isEmpty, "\(url.lastPathComponent): \(second.errors)")
            let other = try Self.generated(second)
            let isSame =
                second.text("compose.yaml") == first.text("compose.yaml")
                && other?.stack.services == plan.stack.services && other?.stack.volumes == plan.stack.volumes
                && other?.stack.mounts == plan.stack.mounts
                && other.map { Set($0.firewall.map(\.description)) } == Set(plan.firewall.map(\.description))
                && other.map { Set($0.stack.files.map(\.path)) } == Set(plan.stack.files.map(\.path))
            differing += Self.differences(first, second).map { "\(url.lastPathComponent): \($0)" }
            if !isSame { differing.append(url.lastPathComponent) }
            count += 1
        }
        #expect(differing == [])
        #expect(count > 110)
    }

    @Test func `the same file gives the same bytes`() throws {
        for url in try Templates.all() {
            let text = String(decoding: try Data(contentsOf: url), as: UTF8.self)
            let (first, second) = (try Imported(text), try Imported(text))
            #expect(first.app.files == second.app.files, "\(url.lastPathComponent)")
            #expect(first.app.report.text == second.app.report.text)
        }
    }
}

extension Templates {
    static func all() throws -> [URL] {
        let folder = URL(fileURLWithPath: try #require(folder))
        return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "yaml" }.sorted { $0.path < $1.path }
    }
}
