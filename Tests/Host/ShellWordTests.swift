import Host
import TestSupport
import Testing

/// What is printed for people to type means to a shell what it meant to us.
@Suite struct ShellWordTests {
    static let words = [
        "plain", "", "two words", "it's", "\"quoted\"", "$HOME", "`id`", "a;b", "a&&b", "*", "~", "#no", "!x", "a=b",
        "-r", "\\", "a\nb", "tab\there", "it'\u{301}s", "日本", "x\u{FF9E}$(id)", "(a)", "{b,c}", "<in", "|", "[x]", "%s",
    ]

    @Test(arguments: ["sh", "bash"], words) func `a shell takes the word for exactly this text`(
        _ shell: String, _ word: String
    )
        throws
    {
        let command = Command("printf", ["%s<", word, "end"])
        #expect(try #require(Tool(shell)).run(["-c", command.line]).output == word + "<end<")
    }

    @Test func `a word that needs no quotes has none`() {
        #expect(
            Command("docker", ["compose", "--file", "/opt/a-b/c_1.yml"]).line
                == "docker compose --file /opt/a-b/c_1.yml")
    }

    @Test func `what comes after a failure does not run`() throws {
        let line = ShellWord.sequence([Command("false"), Command("echo", ["ran"])])
        #expect(try #require(Tool("sh")).run(["-c", line]).output == "")
    }
}
