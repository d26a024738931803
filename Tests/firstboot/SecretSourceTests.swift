import Foundation
import Host
import Plan
import TestSupport
import Testing

@testable import Rollout

/// Secrets are read back out of the files that they were put into.
@Suite struct SecretSourceTests {
    /// Lines as people write them.
    private static let written = """
        # a comment
        PLAIN=value
        EMPTY=
        SPACED = around the sign
        export EXPORTED=yes
        SINGLE='as $it is # here'
        DOUBLE="with \\"quotes\\", \\$5 and \\\\ in it"
        LINES="one\\ntwo"
        COMMENT=value # not part of it
        HASH=a#b
        LONG='first
        second'
        USES="${PLAIN}-$PLAIN"
        BARE=$PLAIN/x
        DEFAULT=${NOWHERE:-stand in}
        YAML: like
        """

    @Test func handWrittenFilesAreReadAsComposeReadsThem() async throws {
        let mine = try DotEnvReader.read(Self.written)
        let folder = TemporaryFolder()
        try folder.write(".env", Self.written)
        let lines = mine.keys.sorted().map { "      \($0): \"${\($0)}\"\n" }.joined()
        try folder.write("compose.yml", "services:\n  a:\n    image: a:1\n    environment:\n" + lines)
        let result = try await Command(
            "docker",
            [
                "compose", "--project-directory", folder.path, "-f", folder.file("compose.yml"), "config", "--format",
                "json", "--output", folder.file("out.json"),
            ]
        ).run()
        #expect(result.succeeded, "\(result.lastLines)")
        struct Config: Decodable { var services: [String: Service] }
        struct Service: Decodable { var environment: [String: String] }
        let config = try JSONDecoder().decode(Config.self, from: Data(try folder.read("out.json").utf8))
        let theirs = try #require(config.services["a"]?.environment).mapValues { $0.replacing("$$", with: "$") }
        #expect(mine == theirs)
        #expect(mine.count == 15)
    }

    @Test(arguments: DotEnvTests.values) func whatIsWrittenIsReadBack(_ value: String) throws {
        #expect(try DotEnvReader.read("A=1\n" + DotEnv.line("V", value) + "B=2\n") == ["A": "1", "V": value, "B": "2"])
    }

    @Test func aLineThatIsNoneIsNamedByItsNumber() {
        #expect(performing: { try DotEnvReader.read("A=1\n\n=x\n") }, throws: { ($0 as? DotEnvReader.Problem)?.line == 3 })
        #expect(performing: { try DotEnvReader.read("A=1\nB='open\n") }, throws: { ($0 as? DotEnvReader.Problem)?.line == 2 })
    }

    private func read(_ parts: [Template.Part], _ text: String) -> [String: String]? {
        TemplateReader.read(Template(parts), from: text) { "\($0).public" }
    }

    @Test func templatesGiveBackWhatWasPutIn() {
        let url: [Template.Part] = [
            .text("db://u:"), .encoded(.secret("A"), .urlencode), .text("@"), .machine(.address), .text("/x"),
        ]
        #expect(read(url, "db://u:p%40%20q@10.0.0.1/x") == ["A": "p@ q"])
        #expect(read([.encoded(.secret("A"), .base64)], "cEAgcQ==") == ["A": "p@ q"])
        #expect(read([.publicHalf(of: "K")], "key") == ["K.public": "key"])
        #expect(read([.secret("A"), .text(":"), .secret("A")], "x:x") == ["A": "x"])
    }

    @Test func whatFitsInSeveralWaysOrNotAtAllGivesNothing() {
        #expect(read([.secret("A"), .secret("B")], "xy") == nil)
        #expect(read([.secret("A"), .text(":"), .secret("A")], "x:y") == nil)
        #expect(read([.text("a="), .secret("A")], "b=x") == nil)
        #expect(read([.secret("A"), .text("/end")], "x/other") == nil)
        #expect(read([.encoded(.secret("A"), .urlencode)], "%zz") == nil)
    }
}
