import Foundation
import Plan
import Providers
import TestSupport
import Testing

@testable import Packer

/// Every attribute against what the plugins' own sources declare (Tests/Fixtures/packer-fields.json), because Debian's
/// packer has no builder for Vultr and Linode.
@Suite struct FieldTests {
    typealias Fields = [String: [String: [String: String]]]

    static func fields(of part: String) throws -> [String: String] {
        let data = try Data(contentsOf: Golden.repository.appendingPathComponent("Tests/Fixtures/packer-fields.json"))
        let all = try JSONDecoder().decode(Fields.self, from: data)
        return try #require(all[part]?["FlatConfig"], "\(part)")
    }

    @Test(arguments: Provider.all.filter { $0.facts.packer != nil }.map(\.id))
    func sourceHasOnlyAttributesOfItsPlugin(id: ProviderID) throws {
        let source = try #require(Provider.named(id.rawValue)?.facts.packer)
        let fields = try Self.fields(of: "\(source.builder) \(source.plugin.version)")
        for (name, value) in source.attributes {
            #expect(fields[name.description] == Self.type(of: value, in: source), "\(name)")
        }
    }

    @Test(arguments: [
        ("digitalocean", ["api_token", "region", "size", "image"]),
        ("hetzner", ["token", "location", "server_type", "image"]),
        ("vultr", ["api_key", "region_id", "plan_id", "os_id"]),
        ("linode", ["linode_token", "region", "instance_type", "image"]),
        ("generic", ["iso_url", "iso_checksum", "disk_image"]),
    ])
    func sourceHasWhatItsPluginRequires(provider: String, required: [String]) throws {
        let source = try #require(Provider.named(provider)?.facts.packer)
        #expect(Set(required).isSubset(of: source.attributes.map(\.name.description)))
    }

    @Test func provisionersAndPostProcessorsHaveOnlyTheirAttributes() throws {
        let source = try #require(Provider.linode.facts.packer)
        let blocks = ImageBuild(plan: .echora(for: "linode"), source: source).blocks
        guard case .block("build", _, let items) = try #require(blocks.last) else {
            Issue.record("the last block is not the build")
            return
        }
        var checked = 0
        for case .block(let kind, let labels, let body) in items.map(Self.plain) {
            let fields = try Self.fields(of: "packer 1.16.0 \(kind) \(try #require(labels.first))")
            for case .attribute(let name, let value) in body where name != "timeout" {
                #expect(fields[name.description] == Self.type(of: value, in: source), "\(kind) \(name)")
                checked += 1
            }
        }
        #expect(checked == 12)
    }

    /// A `dynamic` block as the block that it makes.
    private static func plain(_ item: HCLItem) -> HCLItem {
        guard case .block("dynamic", let labels, let items) = item, let kind = labels.first else { return item }
        let isFile = items.contains { item in
            guard case .attribute("labels", .list(let names)) = item, case .string("file") = names[0] else {
                return false
            }
            return true
        }
        for case .block("content", _, let body) in items {
            return .block(kind, labels: [isFile ? "file" : "shell"], body)
        }
        return item
    }

    private static func type(of value: HCLValue, in source: PackerSource) -> String {
        switch value {
        case .string, .interpolated, .call: "String"
        case .number: "Number"
        case .bool, .comparison: "Bool"
        case .choice(_, let then, _): type(of: then, in: source)
        case .list(let items): "List(\(items.first.map { type(of: $0, in: source) } ?? "String"))"
        case .map: "Map(String)"
        case .reference(["var", "image"]): source.images.values.first.map { type(of: $0.id, in: source) } ?? "none"
        case .reference(let names): declaredType(names, in: source)
        }
    }

    private static func declaredType(_ names: [HCLName], in source: PackerSource) -> String {
        guard let variable = source.variables.first(where: { $0.name == names.last }) else { return "String" }
        if case .call = variable.type { return "List(String)" }
        return "String"
    }
}
