import Foundation
import TestSupport
import Testing

/// What was not printed must not pass for printed: on a full disk every command fails, and says why.
@Suite struct OutputTests {
    static let commands = [
        "schema", "schema --markdown", "check --json examples/echora/app.yaml",
        "check --json Tests/Golden/AppSpec/keys.yaml",
        "metadata serve --list", "image check --offline --json --root ROOT", "image check --offline --root ROOT",
        "--help", "--version", "help simulate", "generate --help", "--generate-completion-script bash",
        "--experimental-dump-help", "generate examples/echora/app.yaml --firstboot FIRSTBOOT --output OUT",
        "generate examples/echora/app.yaml --firstboot FIRSTBOOT --output OUT --check", "key new --output OUT demo",
    ]
    private let folder = TemporaryFolder()

    @Test(arguments: commands) func `a full disk is an error`(_ arguments: String) throws {
        try folder.write("firstboot", Executables.plain())
        try folder.write("root/etc/os-release", "ID=debian\nVERSION_ID=13\n")
        try folder.write("root/etc/passwd", "root:x:0:0:root:/root:/bin/sh\n")
        let filled = arguments.replacing("ROOT", with: folder.file("root"))
            .replacing("FIRSTBOOT", with: folder.file("firstboot")).replacing("OUT", with: folder.file("dist"))
        let shell = try #require(Tool("sh"))
        let line = "\(Executables.landfall) \(filled)"
        let result = try shell.run(["-c", "exec \(line) >/dev/full"], in: Golden.repository.path)
        #expect(result.status == 69, "\(result.output)")
        #expect(
            result.output.hasSuffix(
                "error: cannot write to standard output: No space left on device\n"
                    + "help: the output is not complete; make room, or print elsewhere\n"), "\(result.output)")
    }

    @Test func `a reader that has read enough is none`() throws {
        let shell = try #require(Tool("bash"))
        let result = try shell.run([
            "-c", "set -o pipefail; \(Executables.landfall) schema | head -n 1; echo ${PIPESTATUS[0]}",
        ])
        #expect(result.output.hasPrefix("{\n"))
        #expect(!result.output.contains("error"))
    }
}

/// A wrong call is answered with the usage of the command that was called, whatever finds the mistake.
@Suite struct UsageTests {
    static let calls: [(arguments: [String], command: String)] = [
        (["check", "--strikt"], "landfall check"),
        (["generate", "examples/echora/app.yaml", "--provider", "mars"], "landfall generate"),
        (["build", "Tests/Golden/AppSpec/warnings.yaml", "--firstboot", "FIRSTBOOT"], "landfall build"),
        (
            ["build", "examples/echora/app.yaml", "--firstboot", "FIRSTBOOT", "--output", "OUT", "--var", "x"],
            "landfall build"
        ),
        (["simulate", "examples/echora/app.yaml", "--provider", "mars"], "landfall simulate"),
        (["simulate", "examples/echora/app.yaml", "--provider", "vultr", "--set", "x"], "landfall simulate"),
        (["simulate", "examples/echora/app.yaml", "--provider", "vultr", "--reboot"], "landfall simulate"),
        (["release", "examples/echora/app.yaml", "--key", "x", "--expires", "x"], "landfall release"),
        (["key", "new", "a/b"], "landfall key new"),
        (["image", "check", "--provider", "mars"], "landfall image check"),
        (["image", "check", "a", "--root", "b"], "landfall image check"),
        (["metadata", "serve", "--provider", "mars"], "landfall metadata serve"),
        (["metadata", "serve"], "landfall metadata serve"),
        (["cloud", "serve", "--provider", "mars", "--machine", "a", "--hook", "b"], "landfall cloud serve"),
    ]

    @Test(arguments: calls) func `prints the right usage`(_ arguments: [String], _ command: String) throws {
        let folder = TemporaryFolder()
        try folder.write("firstboot", Executables.plain())
        let filled = arguments.map {
            $0 == "FIRSTBOOT" ? folder.file("firstboot") : $0 == "OUT" ? folder.file("dist") : $0
        }
        let result = try #require(Tool(path: Executables.landfall)).run(filled, in: Golden.repository.path)
        #expect(result.status == 64, "\(result.output)")
        #expect(result.output.contains("\nUsage: \(command) "), "\(result.output)")
        #expect(result.output.hasSuffix("  See '\(command) --help' for more information.\n"), "\(result.output)")
    }
}
