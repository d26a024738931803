import ArgumentParser
import Glibc
import Publishing

struct KeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Make the keys that releases are signed with.", subcommands: [NewKey.self])
}

struct NewKey: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Make a pair of keys: the one that signs releases, and a spare to keep offline.",
        discussion: """
            Writes NAME.key and NAME-spare.key, which are secret and readable by you alone, and NAME.pub and \
            NAME-spare.pub. They are in minisign's format. No file is ever written over. The public keys go into \
            app.yaml, and with it onto each machine.

            Exits 0 when done; 69 if a file exists or cannot be written.
            """)

    @Option(name: .shortAndLong, help: "The folder for the files.", completion: .directory)
    var output = "."

    @Argument(help: "What the files are called.")
    var name = "release"

    func validate() throws {
        let isName =
            (1...64).contains(name.utf8.count) && name.first != "." && name.first != "-"
            && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }
        guard isName else {
            throw ValidationError("'\(name)' is no name for files: use letters, digits, '.', '_' and '-'")
        }
    }

    func run() throws {
        let files = KeyFiles(folder: output, name: name)
        do {
            let keys = try files.make()
            print(
                """
                Made two keys, both without a password: whoever has the file can sign.
                  \(files.active).key        signs releases: keep it where only your release job reads it
                  \(files.spare).key  may replace both: keep it offline, such as on a stick in a safe

                Write their public halves into app.yaml:

                release:
                  url: …
                  keys:
                    - \(keys.active.line)
                    - \(keys.spare.line)
                """)
        } catch let error as KeyFileError {
            Generation.complain("error: \(error)\n  help: \(error.help)")
            throw ExitCode(EX_UNAVAILABLE)
        } catch let error as SecretKeyError {
            Generation.complain("error: \(error)\n  help: \(error.help)")
            throw ExitCode(EX_UNAVAILABLE)
        }
    }
}
