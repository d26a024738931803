import Installation

/// What the program does by one word after its name: each file of this folder declares one, with its flags and its help.
protocol Verb: Sendable {
    static var name: String { get }
    /// One line; for people.
    static var summary: String { get }
    /// Its own, beside ``CommonOptions``'s.
    static var flags: [Flag<Self>] { get }
    /// What stands for the names that may follow it; nil where none may.
    static var operands: String? { get }

    /// Whether it only looks: then it does so too where others could have changed what it looks at (``OwnershipCheck``).
    static var onlyLooks: Bool { get }

    /// With every flag left out.
    init()
    /// Takes a name that follows the verb.
    mutating func take(_ operand: String)
    func run(on machine: Machine) async throws
}

extension Verb {
    static var flags: [Flag<Self>] { [] }
    static var operands: String? { nil }
    static var onlyLooks: Bool { false }
    mutating func take(_ operand: String) {}
}

enum Verbs {
    /// In the order in which the help lists them.
    static let all: [any Verb.Type] = [
        Prepare.self, Seal.self, Configure.self, Provision.self, Start.self, Stop.self, Status.self, Diff.self,
        ShowCredentials.self, MessageOfTheDay.self, Rotate.self, ShowMetadata.self, Doctor.self, Swap.self,
    ]

    static func named(_ name: String) -> (any Verb.Type)? { all.first { $0.name == name } }
}

/// What every verb knows.
struct CommonOptions {
    var root = "/"

    static let flags: [Flag<CommonOptions>] = [
        .value("--root", "DIR", "put every path of the machine under DIR") { $0.root = $1 }
    ]
}
