import Host
import ImageMaking
import Installation
import Page
import Plan
import Updates

/// What the installer starts: checks, then `configure`, `prepare` and `provision`.
struct Install: Verb {
    static let name = "install"
    static let isForMachine = true
    static let summary = "check this machine, then configure, prepare and provision it: what install.sh starts"
    static let flags: [Flag<Install>] = [
        .set { $0.parameters[$1] = $2 },
        .noQuestions { $0.passed.append("--no-questions") },
        .toggle("--non-interactive", "the same as --no-questions") { $0.passed.append("--no-questions") },
        .value("--version", "VERSION", "set up with that release, whose signature this program verifies") {
            $0.version = $1
        },
        .toggle("--upgrade", "bring a machine that is set up to this release, as `update` does; refuse any other") {
            $0.onlyUpgrades = true
        },
        .toggle("--dry-run", "check, and list what would be done; write nothing") { $0.onlyLists = true },
        .value("--images", "DIR", "load the image archives in DIR instead of pulling those images") {
            $0.archives = $1
        },
        .folder { $0.folder = $1 },
        .metadataURL { $0.passed += ["--metadata-url", $1] },
        .console { $0.passed += ["--console", $1] },
        .page { $0.page = ["--page", $1.text] },
        .adopt { $0.passed += ["--adopt", $1] }, .newData { $0.passed.append("--new-data") },
        .restore { $0.passed += ["--restore", $1] },
        .keys("with `--restore`: the keys of the repository") { $0.passed += ["--keys", $1] },
    ]
    static let setParameter: (@Sendable (inout Install, String, String) -> Void)? = { $0.parameters[$1] = $2 }

    var onlyLooks: Bool { onlyLists }

    private var parameters: [String: String] = [:]
    /// Flags that `configure` and `provision` get.
    private var passed: [String] = []
    private var archives: String?
    private var folder: String?
    private var onlyLists = false
    private var onlyUpgrades = false
    private var version: String?
    private var page: [String] = []

    init() {}

    func run(on machine: Machine) async throws {
        try machine.requireRoot(for: Self.name)
        if let version {
            let words = Self.withoutVersion(Array(CommandLine.arguments.dropFirst()))
            try PinnedRelease(machine, version: version).takeOver(words, onlyLooks: onlyLists)
        }
        let own = folder.map { OwnFolder(machine, $0) }
        try SetUpRelease(machine, isUpgrade: onlyUpgrades).giveWay(
            isAgreed: passed.contains("--no-questions"), onlyLooks: onlyLists,
            others: noUpdateTakes + (own?.isInPlace == false ? ["--dir"] : []))
        try ResolveParameters.refuseUnknown(parameters, machine)
        if onlyUpgrades, !machine.files.exists(machine.paths.stateFile) {
            throw Failure(
                .usage, "\(machine.plan.app.title) is not set up here, so there is nothing to upgrade",
                help: "leave `--upgrade` out to install it")
        }
        machine.console.line("Checking this machine…")
        let findings = try await Preflight(machine, own).findings()
        for finding in findings { finding.show(on: machine.console) }
        let failed = findings.filter { $0.verdict == .fail }
        if onlyLists { try list(machine, own) }
        guard failed.isEmpty else {
            throw Failure(
                .invalidInput,
                "\(machine.plan.app.title) cannot be installed here: \(failed.map(\.name).joined(separator: ", "))",
                help: "nothing was changed; fix what is named above and run this again")
        }
        if onlyLists { return machine.console.line("Nothing was changed.") }
        let log = try InstallLog(machine, findings)
        do {
            try await setUp(machine, own)
        } catch {
            log.end(Failure(error))
            throw error
        }
        log.end()
    }

    /// The given flags that `update` does not have; a parameter's own one is that of its value.
    private var noUpdateTakes: [String] {
        parameters.keys.sorted().map { "--set \($0)" } + (archives == nil ? [] : ["--images"])
            + passed.filter { $0.hasPrefix("--") && $0 != "--no-questions" }
    }

    private func setUp(_ machine: Machine, _ own: OwnFolder?) async throws {
        let values = parameters.sorted { $0.key < $1.key }.flatMap { ["--set", "\($0.key)=\($0.value)"] }
        let preparation = (archives.map { ["--images", $0] } ?? []) + (own.map { ["--dir", $0.path] } ?? [])
        for words in [
            ["configure"] + values + passed, ["prepare"] + preparation + page,
            ["provision"] + values + passed + page,
        ] {
            guard case .verb(let verb) = try Invocation.parse(words + machine.rootWords).action else { continue }
            try await run(verb, on: machine)
        }
    }

    /// The app's own unit may be at work: the start of the engine starts it, also after a run that was killed. What it
    /// leaves to do, this one does.
    private func run(_ verb: any Verb, on machine: Machine) async throws {
        // Now and then the other run ends between the two looks at the lock.
        var tries = 3
        while true {
            do { return try await Main.run(verb, on: machine) } catch let failure as Failure where failure.code == .busy
            {
                var hasWaited = false
                let before = machine.installedPlan
                _ = try await Lock.wait(for: machine.paths.lock, in: machine.files) {
                    hasWaited = true
                    machine.console.line("Another run is working on \(machine.plan.app.title); waiting until it ends…")
                }
                // It may have been an update, and what was looked at before is not so any more.
                guard !machine.isMidChange, machine.installedPlan == before else {
                    throw Failure(
                        .busy, "another run has changed \(machine.plan.app.title) meanwhile", help: "run this again")
                }
                if !hasWaited { tries -= 1 }
                if tries == 0 { throw failure }
            }
        }
    }

    /// For the other release's program, which may not know the flag.
    private static func withoutVersion(_ words: [String]) -> [String] {
        guard let place = words.firstIndex(where: { $0 == "--version" || $0.hasPrefix("--version=") }) else {
            return words
        }
        return Array(words[..<place] + words[place...].dropFirst(words[place] == "--version" ? 2 : 1))
    }

    private func list(_ machine: Machine, _ own: OwnFolder?) throws {
        let channels = try Channels(machine, flags: parameters)
        let context = ParameterContext.trial(isSetUp: try StateStore(machine).load().state?.isSetUp == true)
        context.warn(of: channels, on: machine)
        var problems = ParameterProblems(machine, channels, in: context)
        machine.console.line("It would be set up with:")
        let rare = machine.plan.addedParameters
        for parameter in machine.plan.parameters where !rare.contains(parameter) {
            guard let given = channels.value(of: parameter) else {
                if parameter.isRequired, parameter.defaultValue == nil { problems.miss(parameter) }
                machine.note("\(parameter.name): none")
                continue
            }
            problems.judge(given, of: parameter)
            machine.note("\(parameter.name): \(parameter.isSensitive ? "given" : given.text) (\(given.origin))")
        }
        machine.console.line("These steps would follow:")
        let preparation = Preparation(machine, isImage: false, archives: archives, folder: own)
        for title in preparation.titles { machine.note(title) }
        for step in Step.allCases where step != .data { machine.note(step.title) }
        try problems.passed()
    }
}
