import ArgumentParser

@main struct Landfall: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "landfall",
        abstract: "Turn one app.yaml into everything that offers the app as a ready machine.",
        subcommands: [Check.self, Generate.self, Simulate.self, Schema.self, MetadataCommand.self])
}
