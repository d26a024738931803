import Foundation
import TestSupport
import Testing

/// `--help` says what holds without an option and which options may be repeated; shells complete their values.
@Suite struct HelpTests {
    struct Command: Decodable {
        struct Argument: Decodable {
            struct Name: Decodable { var name: String }
            var kind: String
            var isOptional: Bool
            var isRepeating: Bool
            var valueName: String?
            var abstract: String?
            var defaultValue: String?
            var shouldDisplay: Bool
        }
        var commandName: String
        var arguments: [Argument]?
        var subcommands: [Command]?
        var shouldDisplay: Bool?

        var all: [Command] { [self] + (subcommands ?? []).filter { $0.shouldDisplay != false }.flatMap(\.all) }
    }

    private func landfall(_ arguments: [String]) throws -> Tool.Result {
        try #require(Tool(path: Executables.landfall)).run(arguments, in: Golden.repository.path)
    }

    @Test func `each option tells its default and whether it may be repeated`() throws {
        struct Dump: Decodable { var command: Command }
        let dump = try JSONDecoder().decode(
            Dump.self, from: Data(try landfall(["--experimental-dump-help"]).output.utf8))
        let commands = dump.command.all.filter { !["help", "connect"].contains($0.commandName) }
        #expect(commands.count > 8)
        for command in commands {
            for argument in command.arguments ?? [] where argument.shouldDisplay && argument.kind != "flag" {
                let name = "\(command.commandName) \(argument.valueName ?? "")"
                let text = argument.abstract ?? ""
                #expect(!argument.isRepeating || text.contains("ay be repeated"), "\(name): \(text)")
                let isFree = argument.isOptional || argument.isRepeating
                #expect(
                    !isFree || argument.defaultValue != nil || text.contains("efault") || text.contains("equired"),
                    "\(name): \(text)")
            }
        }
    }

    @Test(arguments: ["bash", "zsh", "fish"]) func `a completion script for each shell`(_ shell: String) throws {
        let script = try landfall(["--generate-completion-script", shell])
        #expect(script.status == 0)
        for word in ["simulate", "provider", "digitalocean", "power-cut-at", "after_start", "cloud-init"] {
            #expect(script.output.contains(word), "\(word)")
        }
        let program = try #require(Tool(shell), "\(shell) is not installed: run make setup")
        let folder = TemporaryFolder()
        try folder.write("landfall", script.output)
        #expect(try program.run(["-n", folder.file("landfall")]).output == "")
    }

    /// As bash asks when Tab is pressed at the end of the line.
    private func complete(_ line: String) throws -> [String] {
        let script = """
            source <(\(Executables.landfall) --generate-completion-script bash)
            PATH="\((Executables.landfall as NSString).deletingLastPathComponent):$PATH"
            COMP_LINE='\(line)'; COMP_POINT=${#COMP_LINE}
            read -ra COMP_WORDS <<<"$COMP_LINE"; [[ $COMP_LINE == *" " ]] && COMP_WORDS+=("")
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _landfall landfall "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
            printf '%s\\n' "${COMPREPLY[@]}"
            """
        let result = try #require(Tool("bash")).run(["-c", script], in: Golden.repository.path)
        return result.output.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    }

    @Test(arguments: [
        ("landfall simulate --provider ", "hetzner"),
        ("landfall generate --provider vultr,", "vultr,linode"),
        ("landfall simulate --provider linode --variant ", "private-ip-userdata"),
        ("landfall simulate --vm --as ", "stackscript"),
        ("landfall simulate --vm --power-cut-at ", "secrets"),
        ("landfall simulate examples/echora/app.yaml --provider vultr --set ", "admin_email="),
        ("landfall simulate examples/echora/app.yaml --provider vultr --port ", "443="),
        ("landfall metadata serve --provider vultr --fault ", "503:3"),
    ])
    func `bash completes values`(_ line: String, _ value: String) throws {
        let offered = try complete(line)
        #expect(offered.contains(value), "\(offered)")
    }
}
