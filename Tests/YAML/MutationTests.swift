import TestSupport
import Testing
import YAML

/// Damaged YAML ends in a tree or in an error that says where.
@Suite struct MutationTests {
    @Test func damageNeverCrashes() throws {
        try Fuzzing.run("yaml", rounds: 300) { bytes in
            do throws(YAMLError) {
                _ = try YAML.parse(bytes)
            } catch {
                #expect(error.mark.line >= 1 && error.mark.column >= 1)
                #expect(!error.message.isEmpty && !error.help.isEmpty)
            }
        }
    }
}
