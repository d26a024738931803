import ArgumentParser

struct ImageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "image",
        abstract: "Check images by the rules of the marketplaces.",
        subcommands: [ImageCheckCommand.self])
}
