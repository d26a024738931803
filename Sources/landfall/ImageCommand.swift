import ArgumentParser

struct ImageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "image",
        abstract: "Judge images by the rules of the marketplaces.",
        subcommands: [ImageCheckCommand.self])
}
