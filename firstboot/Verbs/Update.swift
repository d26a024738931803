import Host
import Installation
import Plan
import Updates

/// Puts another release of the app in the place of this one.
struct Update: Verb {
    static let name = "update"
    static let summary = "put another release of the app in the place of this one; if it fails, nothing has changed"
    static let operands: String? = "[VERSION]"
    static let flags: [Flag<Update>] = [
        .value("--from", "DIR|URL", "take the release from this folder, of this machine or of a server") {
            $0.choices.source = $1
        },
        .toggle("--check", "show what would change and whether it can, and change nothing") {
            $0.choices.onlyChecks = true
        },
        .yes { $0.choices.isAgreed = true },
        .toggle("--all", "update the first instance of the app and all others, one at a time, until one fails") {
            $0.takesAll = true
        },
        .value("--instance", "ID", "update this instance; may be repeated: one after another, until one fails") {
            options, text throws(UsageError) in
            options.instances.append(try InstanceID.read(text))
        },
        .toggle("--no-backup", "make no backup before") { $0.choices.makesBackup = false },
        .toggle("--allow-downgrade", "also where the release is older: it may not understand newer data") {
            $0.choices.allowsOlder = true
        },
        .value("--within", "MINUTES", "how long each of the app's one-time commands may take; 60 if not given") {
            options, text throws(UsageError) in
            guard let minutes = Double(text), (0.01...100_000).contains(minutes) else {
                throw UsageError("`--within` needs a number of minutes", help: "write --within 60")
            }
            options.choices.limit = Int((minutes * 60).rounded(.up))
        },
        .value("--auto", "on|off", "put newer releases in by itself, or do not") {
            options, text throws(UsageError) in
            guard ["on", "off"].contains(text) else {
                throw UsageError("`--auto` is on or off", help: "write --auto on")
            }
            options.auto = text
        },
        .value("--between", "HH:MM-HH:MM", "with `--auto on`: in which hours of the day, UTC; at least two") {
            $0.between = $1
        },
        .value("--part", "PART", "used by `update` and `rollback` themselves: what the other release's program does") {
            $0.part = $1
        },
    ]

    private var versions: [String] = []
    private var choices = UpdateApp.Choices()
    private var part: String?
    private var auto: String?
    private var between: String?
    private var takesAll = false
    private var instances: [InstanceID] = []

    init() {}

    /// The part of the next program that looks begins nothing either.
    var onlyLooks: Bool { choices.onlyChecks || part?.hasPrefix("look") == true }

    mutating func take(_ operand: String) { versions.append(operand) }

    /// Of others than this program's, the programs themselves end what was interrupted.
    private func run(for ids: [InstanceID?], on machine: Machine) async throws {
        guard auto == nil, between == nil, part == nil else {
            throw Failure(
                .usage, "`--auto` is for one instance", help: "write `\(machine.command) update --auto …`, for each")
        }
        let source = choices.source.map { ["--from", $0] } ?? []
        let words =
            versions + source + choices.forFurtherSteps + (choices.allowsOlder ? ["--allow-downgrade"] : [])
            + (choices.onlyChecks ? ["--check"] : [])
        try await UpdateInstances(machine: machine, ids: ids, words: words, onlyChecks: choices.onlyChecks)
            .run(isAgreed: choices.isAgreed)
    }

    func run(on machine: Machine) async throws {
        try machine.requireRoot(for: Self.name)
        if takesAll { return try await run(for: UpdateInstances.all(machine), on: machine) }
        if !instances.isEmpty { return try await run(for: instances, on: machine) }
        if auto == "off" { return try AutomaticUpdate(machine).turnOff() }
        if auto != nil || between != nil {
            guard let between, auto != nil else {
                throw Failure(
                    .usage, "updates by themselves need some hours of the day",
                    help: "write --auto on --between 03:00-05:00, in UTC")
            }
            return try AutomaticUpdate(machine).turnOn(between: between)
        }
        let words = part?.split(separator: ":", maxSplits: 2).map(String.init) ?? []
        let lock = words.count > 1 ? Int32(words[1]) ?? -1 : -1
        switch words.first {
        case "look":
            try await InspectUpdate(
                machine, archives: choices.source, loadsAll: words.last == Self.all,
                backsUp: words.dropFirst().contains(Self.backup)
            ).run()
        case "due": try await AutomaticUpdate(machine).run()
        case "pull":
            try await GetNextImages(machine, archives: choices.source, loadsAll: words.last == Self.all).run()
        case "apply":
            try await ApplyRelease(machine, limit: choices.limit).run(lock: lock)
            if words.count > 2 { throw goOn(to: words[2], machine) }
        case "back" where words.count == 3:
            try await ApplyRelease(machine, rollback: words[2], limit: choices.limit).run(lock: lock)
        case nil:
            guard versions.count < 2 else { throw Failure(.usage, "`update` takes one version") }
            var choices = choices
            choices.version = versions.first
            try await UpdateApp(machine, choices) { try YesOrNo.ask($0) }.run()
        default: throw Failure(.usage, "`--part` is for `update` itself", help: "leave it out")
        }
    }

    /// After a part's name: archives are loaded though no image is missing.
    private static let all = "all"

    /// After the name of the part that looks, and before ``all``: the installed program makes a backup before.
    private static let backup = "backup"

    /// The next step of an update with required stops, as if the owner had typed it.
    ///
    /// - Returns: Only if it cannot be started.
    private func goOn(to version: String, _ machine: Machine) -> any Error {
        machine.console.line("Going on to \(version)…")
        return ThisProcess.become(
            [machine.files.root.path(machine.paths.binary), Self.name, version, "--yes"] + choices.forFurtherSteps
                + machine.rootWords)
    }
}

/// Goes back to a release that was in use before, with its data.
struct Rollback: Verb {
    static let name = "rollback"
    static let summary = "go back to the release before, with the data of then; what is in use now is kept aside"
    static let operands: String? = "[VERSION]"
    static let flags: [Flag<Rollback>] = [.yes { $0.isAgreed = true }]

    private var versions: [String] = []
    private var isAgreed = false

    init() {}

    mutating func take(_ operand: String) { versions.append(operand) }

    func run(on machine: Machine) async throws {
        try machine.requireRoot(for: Self.name)
        guard versions.count < 2 else { throw Failure(.usage, "`rollback` takes one version") }
        try await RollBack(machine, to: versions.first, isAgreed: isAgreed) { try YesOrNo.ask($0) }.run()
    }
}

/// A question that has one word as its answer.
enum YesOrNo {
    /// - Throws: ``Failure`` where nobody is there to answer.
    static func ask(_ question: String) throws -> Bool {
        guard let terminal = Terminal() else {
            throw Failure(.usage, "there is no terminal to ask at; nothing was changed", help: "add --yes to agree")
        }
        let answer = terminal.ask(question, hidden: false)?.lowercased() ?? ""
        return ["y", "yes"].contains(answer.filter { !$0.isWhitespace })
    }
}
