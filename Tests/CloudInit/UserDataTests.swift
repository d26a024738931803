import Plan
import TestSupport
import Testing
import YAML

@testable import CloudInit

@Suite struct UserDataTests {
    @Test(.enabled(if: Tool.isInstalled("cloud-init")), arguments: Plan.allProviders, [false, true])
    func isValidCloudConfig(provider: String, isHostile: Bool) throws {
        let folder = TemporaryFolder()
        try folder.write(
            "user-data", UserData(.sample(isHostile ? .hostile(for: provider) : .echora(for: provider))).text)
        let result = try #require(Tool("cloud-init")).run(["schema", "--config-file", folder.file("user-data")])
        #expect(result.status == 0, "\(result.output)")
        #expect(!result.output.localizedUppercase.contains("DEPRECATED"))
    }

    @Test func parametersFileIsReadBackAsItsExamples() throws {
        let text = ParametersFile.text(Plan.hostile(for: "linode").parameters)
        #expect(try Self.values(in: text) == ["motto": ""])
        let filledIn = text.split(separator: "\n").map {
            $0.hasPrefix("# api_key:") || $0.hasPrefix("# theme:") || $0.hasPrefix("# send_mail:") ? $0.dropFirst(2) : $0
        }
        #expect(
            try Self.values(in: filledIn.joined(separator: "\n"))
                == ["motto": "", "api_key": "", "theme": "", "send_mail": "false"])
    }

    @Test func parametersFileIsPrivate() throws {
        let text = UserData(.sample(.echora(for: "vultr"))).text
        #expect(text.contains("- path: /etc/echora/parameters.yaml\n    permissions: \"0600\"\n"))
    }

    @Test func hasNoParametersFileWithoutParameters() {
        var plan = Plan.echora(for: "vultr")
        plan.parameters = []
        #expect(!UserData(.sample(plan)).text.contains("parameters.yaml"))
    }

    /// The content of the file that cloud-init runs.
    static func script(in userData: String) throws -> String {
        let root = try YAML.parse(userData)
        let files = try #require(root.pair("write_files")?.items)
        return try #require(files.last?.pair("content")?.scalarText)
    }

    private static func values(in text: String) throws -> [String: String] {
        guard case .mapping(let pairs) = try YAML.parse(text).value else { return [:] }
        return Dictionary(uniqueKeysWithValues: pairs.map { ($0.key.scalarText ?? "", $0.value.scalarText ?? "") })
    }
}

extension Node {
    fileprivate func pair(_ key: String) -> Node? {
        guard case .mapping(let pairs) = value else { return nil }
        return pairs.first { $0.key.scalarText == key }?.value
    }
    fileprivate var items: [Node]? { if case .sequence(let items) = value { items } else { nil } }
    fileprivate var scalarText: String? { if case .scalar(let scalar) = value { scalar.text } else { nil } }
}
