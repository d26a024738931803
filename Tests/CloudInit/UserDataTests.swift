import Plan
import TestSupport
import Testing
import YAML

@testable import CloudInit

@Suite struct UserDataTests {
    /// Debian 12's and Debian 13's, as far as `make setup` could get them.
    static let validators = ["cloud-init", "cloud-init-distribution"].compactMap { Tool($0) }

    @Test(.enabled(if: !validators.isEmpty), arguments: Plan.allProviders, [false, true])
    func isValidCloudConfig(provider: String, isHostile: Bool) throws {
        let folder = TemporaryFolder()
        try folder.write(
            "user-data", UserData(.sample(isHostile ? .hostile(for: provider) : .echora(for: provider))).text)
        for validator in Self.validators {
            let result = try validator.run(["schema", "--config-file", folder.file("user-data")])
            #expect(result.status == 0, "\(result.output)")
            #expect(!result.output.contains("DEPRECATED"))
        }
    }

    @Test func parametersFileIsReadBackAsItsExamples() throws {
        let text = ParametersFile.text(Plan.hostile(for: "linode").parameters)
        #expect(try Self.values(in: text) == ["motto": "", "extras": ""])
        let filledIn = text.split(separator: "\n").map {
            $0.hasPrefix("# api_key:") || $0.hasPrefix("# theme:") || $0.hasPrefix("# send_mail:")
                ? $0.dropFirst(2) : $0
        }
        #expect(
            try Self.values(in: filledIn.joined(separator: "\n"))
                == ["motto": "", "extras": "", "api_key": "", "theme": "", "send_mail": "false"])
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
        let files = try #require(try YAML.parse(Array(userData.utf8))?["write_files"]?.sequence)
        return try #require(files.last?["content"]?.string)
    }

    private static func values(in text: String) throws -> [String: String] {
        let pairs = try YAML.parse(Array(text.utf8))?.mapping ?? []
        return Dictionary(uniqueKeysWithValues: pairs.map { ($0.key.string ?? "", $0.value.string ?? "") })
    }
}
