import Installation
import Plan

/// One verb, the word after the program's name. Each file of this folder declares one, with its flags and help.
protocol Verb: Sendable {
    static var name: String { get }
    /// One readable line.
    static var summary: String { get }
    /// Its own flags, besides those of ``CommonOptions``.
    static var flags: [Flag<Self>] { get }
    /// The placeholder for names that may follow it; nil if none may.
    static var operands: String? { get }

    /// Whether it only reads. Then it also runs on files that others could have changed (``OwnershipCheck``).
    static var onlyLooks: Bool { get }

    /// The same for this call: a verb may have a flag that makes it only look.
    var onlyLooks: Bool { get }
    /// Whether it first ends or takes back what was interrupted. What only shows something does not: it is also for the
    /// time while a change runs, and units run it in a sandbox.
    static var endsInterrupted: Bool { get }
    /// Whether this call leaves nothing for which what was interrupted would have to be ended first.
    var removesEverything: Bool { get }
    /// Whether it is about the whole machine, and not about one instance of the app.
    static var isForMachine: Bool { get }
    /// Whether its output is all that it is for: then output that a full disk did not take is a failure.
    static var answers: Bool { get }
    /// What a flag that is named after a parameter sets; nil if the verb takes no parameters.
    static var setParameter: (@Sendable (inout Self, String, String) -> Void)? { get }

    /// The verb without flags.
    init()
    /// Takes a name that follows the verb.
    mutating func take(_ operand: String)
    func run(on machine: Machine) async throws
}

extension Verb {
    static var flags: [Flag<Self>] { [] }
    static var operands: String? { nil }
    static var onlyLooks: Bool { false }
    var onlyLooks: Bool { Self.onlyLooks }
    static var endsInterrupted: Bool { !onlyLooks }
    var removesEverything: Bool { false }
    static var isForMachine: Bool { false }
    static var answers: Bool { false }
    static var setParameter: (@Sendable (inout Self, String, String) -> Void)? { nil }
    mutating func take(_ operand: String) {}
}

enum Verbs {
    /// In the order of the help.
    static let all: [any Verb.Type] = [
        Prepare.self, Seal.self, Install.self, Configure.self, Provision.self, Start.self, Stop.self, Status.self,
        Diff.self, ShowCredentials.self, MessageOfTheDay.self, Rotate.self, Notice.self, BackUp.self, Restore.self,
        Update.self, Rollback.self, ShowMetadata.self, DomainVerb.self, Registry.self, Doctor.self, Logs.self,
        SupportReport.self, Uninstaller.self, InstanceVerb.self, Swap.self, ServePage.self,
    ]

    static func named(_ name: String) -> (any Verb.Type)? { all.first { $0.name == name } }
}

/// The options of every verb.
struct CommonOptions {
    var root = "/"
    /// nil for the app's first instance.
    var instance: InstanceID?

    static let flags: [Flag<CommonOptions>] = [
        .value("--root", "DIR", "use DIR as the machine's root folder") { $0.root = $1 },
        .value("--instance", "ID", "work on this instance of the app, which `instance add` has made") {
            options, text throws(UsageError) in
            options.instance = try InstanceID.read(text)
        },
    ]
}
