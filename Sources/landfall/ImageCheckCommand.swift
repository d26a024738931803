import ArgumentParser
import DiskImage
import Glibc
import Host
import ImageCheck
import Plan
import Providers

struct ImageCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check an image by the rules of the marketplaces.",
        discussion: """
            Checks a disk in raw or qcow2 format, the folder of a mounted root, or this machine itself if \
            neither is given. Nothing is changed. The first-boot program on the image tells which app it is.

            A rule that could not be checked, because something could not be read, is a warning with the \
            reason. It never passes.

            Exits 0 if no rule is broken, even with warnings; 1 if one is; 65 if there is no Linux system to \
            check; 69 if a tool is missing; 77 if only root may read it.
            """)

    @Argument(
        help: "A disk in raw or qcow2 format. Default: --root, or this machine itself.",
        completion: .file(extensions: ["raw", "qcow2", "img"]))
    var disk: String?

    @Option(
        help: ArgumentHelp("The folder of a mounted root. Default: the disk, or /.", valueName: "folder"),
        completion: .directory)
    var root: String?

    @Option(
        name: .customLong("provider"),
        help: ArgumentHelp(
            "The providers whose rules to check, separated by commas, or all; may be repeated. Default: the "
                + "provider of the image's first-boot program, or all if there is none.",
            valueName: "p,…"),
        completion: Completions.providers)
    var providers: [String] = []

    @Flag(help: "Fetch no package lists. If the image has none, missing security updates cannot be found.")
    var offline = false

    @Flag(help: "Print JSON on standard output.")
    var json = false

    func validate() throws {
        if disk != nil && root != nil { throw ValidationError("Give a disk or --root, not both.") }
        _ = try chosen()
    }

    func run() async throws {
        do {
            try await check()
        } catch let failure as DiskImageFailure {
            Console(descriptor: STDERR_FILENO).line("error: \(failure)")
            let code =
                switch failure.kind {
                case .notPermitted: EX_NOPERM
                case .toolMissing: EX_UNAVAILABLE
                case .unreadable: EX_DATAERR
                }
            throw ExitCode(code)
        }
    }

    private func check() async throws {
        guard let disk else { return try await check(Root(root ?? "/"), named: root ?? "/", disk: nil) }
        try PrivateMounts.enter()
        let mounted = try await MountedDisk(disk)
        try await check(mounted.root, named: disk, disk: mounted.disk)
    }

    private func check(_ root: Root, named name: String, disk: Disk?) async throws {
        let image = Image(root, disk: disk, means: offline ? .filesOnly : .network)
        for path in ["/", "/etc", "/etc/shadow"] where access(root.path(path), R_OK) != 0 && errno == EACCES {
            Console(descriptor: STDERR_FILENO).line(
                "error: only root can read \(root.path(path))\nhelp: run this with sudo")
            throw ExitCode(EX_NOPERM)
        }
        guard image.isLinux else {
            Console(descriptor: STDERR_FILENO).line(
                "error: there is no Linux system in \(name)\nhelp: give the folder that contains /etc and /usr with --root"
            )
            throw ExitCode(EX_DATAERR)
        }
        let asked = try chosen() ?? Self.providers(of: image)
        let verdicts = await Inspection([.everyImage] + asked.map(RuleSet.init)).run(on: image)
        let report = InspectionReport(verdicts, of: image)
        if json {
            print(String(decoding: report.json, as: UTF8.self))
        } else {
            let console = Console()
            console.line(Self.heading(name, image, asked))
            for line in report.lines(color: isatty(STDOUT_FILENO) == 1 && getenv("NO_COLOR") == nil) {
                console.colored(line)
            }
            console.line(report.summary)
        }
        if !report.isClean { throw ExitCode(EXIT_FAILURE) }
    }

    private static func heading(_ name: String, _ image: Image, _ providers: [Provider]) -> String {
        let apps = image.apps.map { "\($0.plan.app.title) \($0.plan.app.version)" }
        let what = apps.isEmpty ? "no app" : apps.joined(separator: ", ")
        return "\(name): \(what), by the rules of \(providers.map(\.title).joined(separator: ", "))"
    }

    /// nil if the image says it.
    private func chosen() throws -> [Provider]? {
        if providers.isEmpty { return nil }
        let known = Provider.all.map(\.id)
        let names = ProviderFilter(providers).names
        if names == ["all"] { return Provider.all.filter { !$0.image.isEmpty } }
        let ids = try ProviderFilter(providers).choose(from: known)
        return ids.compactMap { Provider.named($0.rawValue) }
    }

    private static func providers(of image: Image) -> [Provider] {
        let stamped = image.apps.compactMap { Provider.named($0.plan.provider.rawValue) }
        return stamped.isEmpty ? Provider.all.filter { !$0.image.isEmpty } : stamped
    }
}
