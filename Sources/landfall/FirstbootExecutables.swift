import ArgumentParser

/// The option with which a subcommand takes other first-boot executables than `landfall generate` finds.
struct FirstbootExecutables: ParsableArguments {
    @Option(
        name: .customLong("firstboot"),
        help: ArgumentHelp(
            "The first-boot executable to stamp; may be repeated. Default: as "
                + "`landfall generate --help` says.", valueName: "file"),
        completion: .file())
    var executables: [String] = []
}
