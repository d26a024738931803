import ArgumentParser
import Foundation
import Plan

struct Landfall: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "landfall",
        abstract: "Turn one app.yaml into everything you need to offer the app as a ready machine.",
        version: LandfallRelease.version,
        subcommands: [
            InitCommand.self, ImportCommand.self, Check.self, Generate.self, CatalogueCommand.self, Simulate.self,
            Build.self,
            ReleaseCommand.self, KeyCommand.self, DeployCommand.self,
            ImageCommand.self,
            Schema.self, MetadataCommand.self, CloudCommand.self, EmulatorFlags.self, Provisioners.self,
        ])
}

/// A path from the user, made absolute.
func absolutePath(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }
