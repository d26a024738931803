import AppSpec
import ArgumentParser
import Artifacts
import Catalogue
import Glibc
import Listings
import Plan
import Providers

struct CatalogueCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catalogue",
        abstract: "Write a website of many apps: a page with all of them, a page for each, and an index as JSON.",
        discussion: """
            Every app.yaml below the folders is read. The pages have each app's logo, text and links from its `listing`, \
            what it needs, a button for each cloud whose marketplace has it (`listing.deploy`), and for the others the \
            user-data to copy. They need no server but one for files, and load nothing from elsewhere. What an earlier run \
            made and this one does not is removed; any other file stays.

            An app that is wrong is left out, and the others are written. Exits 0 when done; 65 if an app was left out; 69 \
            if there is no first-boot executable or a file cannot be written.
            """)

    @Argument(
        help: "Required: a folder of apps, or an app.yaml; may be repeated.",
        completion: .file(extensions: ["yaml", "yml"]))
    var folders: [String]

    @Option(name: .shortAndLong, help: "The folder that the website is written to.", completion: .directory)
    var output = "catalogue"

    @Option(help: "The page's title.")
    var title = "Apps"

    @Option(
        name: .customLong("firstboot"),
        help: ArgumentHelp(
            "The first-boot executable; may be repeated. Default: as for `landfall generate`.", valueName: "file"),
        completion: .file())
    var executables: [String] = []

    @Flag(help: "Print what became of each app as JSON on standard output.")
    var json = false

    func run() throws {
        try CatalogueRun(folders: folders, output: output, title: title, executables: executables, json: json).run()
    }
}
