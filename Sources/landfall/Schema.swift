import AppSpec
import ArgumentParser

struct Schema: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print app.yaml's JSON Schema.",
        discussion: "An editor with a YAML language server uses it to complete and check app.yaml.")

    @Flag(help: "Print the reference page instead.")
    var markdown = false

    func run() {
        print(markdown ? ReferencePage.text : JSONSchema.text, terminator: "")
    }
}
