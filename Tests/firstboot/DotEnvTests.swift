import Foundation
import Host
import TestSupport
import Testing

@testable import Rollout

/// What goes into `.env` is what Docker Compose itself reads out of it.
@Suite struct DotEnvTests {
    static let values = [
        "plain", "a$b", "$", "$$", "${X}", "$(id)", "a'b", "'", "''", "\"", "a\"b", "#x", " a # b ", " lead", "trail ",
        "é✓漢", "\\", "a\\", "\\n", "a\\$b", "a\nb", "\n", "a\r\nb", "'\"$#\\", "\\'", "$'x'", "'${X}'", "\\\\n", "`id`",
        "a=b", "\t", "'\t", "'\\x41", "'\\u0041", "'\\101", "'\\a\\b\\c\\f\\v\\0", "",
    ]

    @Test func composeReadsEveryValueBack() async throws {
        var random = SystemRandomNumberGenerator()
        let alphabet = Array("ab'\"$#\\ \n\t{}=`é✓X")
        let drawn = (0..<200).map { _ in
            String(
                (0..<Int.random(in: 1...12, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? "a" })
        }
        let all = Self.values + drawn
        let folder = TemporaryFolder()
        let names = all.indices.map { "V\($0)" }
        try folder.write(".env", zip(names, all).map { DotEnv.line($0, $1) }.joined())
        let lines = names.map { "      \($0): \"${\($0)}\"\n" }.joined()
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
        for (name, value) in zip(names, all) {
            // `config` prints a compose file again, in which `$$` stands for `$`.
            #expect(config.services["a"]?.environment[name]?.replacing("$$", with: "$") == value)
        }
    }
}
