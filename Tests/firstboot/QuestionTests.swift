import Foundation
import Plan
import TestSupport
import Testing

/// `configure` at a terminal.
@Suite(.enabled(if: Tool.isInstalled("python3"), "python3 holds the terminal")) struct QuestionTests {
    private let folder = TemporaryFolder()
    private let binary: String
    private static let file = "root/etc/demo/parameters.yaml"

    init() throws {
        var plan = Plan.demo("generic")
        plan.parameters = [
            Parameter(
                name: "domain", kind: .hostname, label: "Domain name", help: "Point its DNS record here.",
                example: "chat.example.com", isRequired: false, defaultValue: .fromHostname),
            Parameter(name: "admin_email", kind: .email, label: "E-mail"),
            Parameter(name: "admin_password", kind: .password, label: "Password", minimum: 8),
            Parameter(
                name: "size", kind: .choice, label: "Size", isRequired: false, defaultValue: .value("small"),
                options: ["small", "large"]),
        ]
        binary = try Executables.stamped(plan, in: folder)
    }

    private func hold(_ flags: [String] = [], _ steps: [(waitFor: String, type: String)]) throws -> Dialogue {
        try Dialogue.hold([binary, "configure", "--root", folder.file("root")] + flags, steps)
    }

    @Test func asksUntilEachAnswerIsRight() throws {
        let dialogue = try hold(
            [],
            [
                ("domain [this machine's name, where it is a domain]: ", "\n"), ("admin_email: ", "\n"),
                ("  a value is required\r\nadmin_email: ", "someone\n"),
                ("  must be an e-mail address such as admin@example.com\r\nadmin_email: ", "a@example.com\n"),
                ("admin_password: ", "hunter2\n"),
                ("  must be at least 8 characters\r\nadmin_password: ", "söcret\u{7f}tX\u{15}"),
                ("", "correct hö\u{7f}orse\n"), ("size [small]: ", "large\n"),
            ])
        #expect(dialogue.status == 0)
        #expect(dialogue.screen.contains("Domain name (hostname, optional)\r\n  Point its DNS record here.\r\n"))
        #expect(dialogue.screen.contains("  Example: chat.example.com\r\n"))
        #expect(dialogue.screen.contains("  One of: small, large\r\n"))
        #expect(!dialogue.screen.contains("hunter2") && !dialogue.screen.contains("correct"))
        #expect(dialogue.echoes)
        #expect(
            try folder.read(Self.file) == """
                # Change a value here, then run `democtl provision`.
                admin_email: "a@example.com"
                admin_password: "correct horse"
                size: large

                """)
        #expect(mode(of: folder.file(Self.file)) == 0o600)
    }

    @Test func asksOnlyForWhatIsMissingOrWrong() throws {
        try folder.write(Self.file, "admin_email: nobody\nadmin_password: correct horse\n", mode: 0o600)
        let dialogue = try hold(
            ["--set", "domain=a.example", "--set", "size=small"],
            [
                ("  from \(folder.file(Self.file)):1:14: must be an e-mail address", ""),
                ("admin_email: ", "a@example.com\n"),
            ])
        #expect(dialogue.status == 0, "\(dialogue.screen)")
        #expect(try folder.read(Self.file).contains("domain: a.example\n"))
        #expect(try folder.read(Self.file).contains("admin_email: \"a@example.com\"\n"))
    }

    @Test(arguments: ["domain", "admin_password"]) func controlCLeavesNothing(prompt: String) throws {
        let answers = [("domain [", "\n"), ("admin_email: ", "a@example.com\n"), ("admin_password: ", "")]
        let before = prompt == "domain" ? [] : answers.dropLast()
        let dialogue = try hold([], before + [(prompt == "domain" ? "domain [" : "admin_password: ", "half\u{3}")])
        #expect(dialogue.status == -SIGINT)
        #expect(dialogue.echoes)
        #expect(folder.files == ["democtl"])
    }

    @Test func asksNothingWhereItShallNot() throws {
        let dialogue = try hold(["--no-questions"], [])
        #expect(dialogue.status == 0)
        #expect(dialogue.screen.isEmpty)
    }

    @Test func withoutATerminalItKeepsTheFlagsAndRefusesWrongOnes() throws {
        let tool = try #require(Tool(path: binary))
        let arguments = ["configure", "--root", folder.file("root"), "--set"]
        #expect(try tool.run(arguments + ["domain=a.example"]).status == 0)
        #expect(try folder.read(Self.file).hasSuffix("\ndomain: a.example\n"))
        let wrong = try tool.run(arguments + ["admin_password=hunter2"])
        #expect(wrong.status == 65)
        #expect(wrong.output.contains("admin_password, from --set admin_password: must be at least 8 characters"))
        #expect(!wrong.output.contains("hunter2"))
    }
}
