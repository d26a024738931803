import Foundation
import Plan
import Providers
import TestSupport
import Testing

/// The emitted text as another HCL parser reads it, python-hcl2: its attributes against the plugins' own.
@Suite(.enabled(if: Tool.isInstalled("hcl2tojson"), "make setup installs it")) struct ForeignParserTests {
    private typealias Block = [String: Any]

    @Test(arguments: Plan.allProviders, [false, true])
    func everyAttributeIsOneOfThePlugins(provider: String, isHostile: Bool) throws {
        let template = try parsed(isHostile ? .hostile(for: provider) : .echora(for: provider))
        let source = try #require(Provider.named(provider)?.facts.packer)
        let body = try #require(labelled("source", source.builder.description, "image", in: template))
        let fields = try FieldTests.fields(of: "\(source.builder) \(source.plugin.version)")
        #expect(Set(body.keys) == Set(source.attributes.map(\.name.description)))
        #expect(Set(body.keys).subtracting(fields.keys) == [])
    }

    @Test(arguments: Plan.allProviders)
    func theBuildUploadsPreparesAndSeals(provider: String) throws {
        let template = try parsed(.echora(for: provider))
        let build = try #require((template["build"] as? [Block])?.first)
        let provisioners = try #require(build["provisioner"] as? [Block])
        let commands = provisioners.compactMap { ($0["shell"] as? Block)?["inline"] as? [String] }.joined()
        #expect(commands.contains { $0.contains("echoractl prepare --image") })
        #expect(commands.last?.contains("echoractl seal") == true)
    }

    private func parsed(_ plan: Plan) throws -> Block {
        let folder = TemporaryFolder()
        try folder.write("image.pkr.hcl", try TemplateTests.template(plan).image)
        let result = try #require(Tool("hcl2tojson")).run([folder.file("image.pkr.hcl")])
        #expect(result.status == 0, "\(result.output)")
        // It names the file beside the JSON.
        let output = result.output
        let start = try #require(output.firstIndex(of: "{"))
        let json = output[start...(try #require(output.lastIndex(of: "}")))]
        return try #require(Self.plain(try JSONSerialization.jsonObject(with: Data(json.utf8))) as? Block)
    }

    /// Without the parser's own marks and the quotes that it keeps around labels.
    private static func plain(_ value: Any) -> Any {
        if let list = value as? [Any] { return list.map(plain) }
        guard let block = value as? Block else { return value }
        let pairs = block.filter { !$0.key.hasPrefix("__") }.map { key, value in
            (key.trimmingCharacters(in: ["\""]), plain(value))
        }
        return Dictionary(uniqueKeysWithValues: pairs)
    }

    private func labelled(_ kind: String, _ type: String, _ name: String, in template: Block) -> Block? {
        (template[kind] as? [Block])?.compactMap { ($0[type] as? Block)?[name] as? Block }.first
    }
}
