import Plan
import TestSupport
import Testing

@testable import CloudInit

@Suite struct ShellTests {
    @Test(
        arguments: [
            "", "plain", "it's", "'", "''", "$(id) `id` $HOME", "\\", "\"", "a\nb", "\\\n", "e\u{301}$\u{301}x",
            "*?[a]~!#", "-n", "naïve ☃",
        ], ["sh", "bash"])
    func quotesForTheShellItself(text: String, shell: String) throws {
        let result = try #require(Tool(shell)).run(["-c", "printf %s \(Shell.quote(text))"])
        #expect(result.output == text)
    }

    @Test(.enabled(if: Tool.isInstalled("shellcheck")), arguments: [false, true])
    func shellcheckFindsNothing(isHostile: Bool) throws {
        let plan: (String) -> Plan = { isHostile ? .hostile(for: $0) : .echora(for: $0) }
        let folder = TemporaryFolder()
        try folder.write("install.sh", Installer(.sample(plan("generic"))).text)
        try folder.write("stackscript.sh", try StackScript(.sample(plan("linode"))).text)
        try folder.write("boot.sh", try UserDataTests.script(in: UserData(.sample(plan("hetzner"))).text))
        for (shell, file) in [("sh", "install.sh"), ("bash", "stackscript.sh"), ("sh", "boot.sh")] {
            let result = try #require(Tool("shellcheck")).run(["-s", shell, folder.file(file)])
            #expect(result.status == 0, "\(result.output)")
        }
    }
}
