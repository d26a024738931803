import AppSpec
import ArgumentParser

struct Schema: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print app.yaml's JSON Schema.",
        discussion: "An editor with a YAML language server completes and checks app.yaml by it.")

    @Flag(help: "Print the reference page instead.")
    var markdown = false

    func run() {
        print(markdown ? ReferencePage.text : JSONSchema.text, terminator: "")
    }
}
