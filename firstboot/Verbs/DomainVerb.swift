import Domain
import Host
import Installation

/// Gives the app another name, once it is known that the name leads here.
struct DomainVerb: Verb {
    static let name = "domain"
    static let summary = "give the app another domain: check its DNS, get the certificate, then use it"
    static let operands: String? = "NAME"
    static let flags: [Flag<DomainVerb>] = [
        .toggle("--check", "only check that the name leads to this machine") { $0.onlyChecks = true },
        .toggle("--forget", "let go of a name that the app had before and that redirects to its present one") {
            $0.forgets = true
        },
        .toggle("--awaited", "take the domain that the first boot went without, if it leads here by now; for a timer") {
            $0.isAwaited = true
        },
    ]

    private var names: [String] = []
    private var onlyChecks = false
    private var forgets = false
    private var isAwaited = false

    init() {}

    mutating func take(_ operand: String) { names.append(operand) }

    func run(on machine: Machine) async throws {
        try machine.requireRoot(for: Self.name)
        if isAwaited {
            guard names.isEmpty, !onlyChecks, !forgets else {
                throw Failure(
                    .usage, "`domain --awaited` knows the name by itself", help: "write nothing else beside it")
            }
            return try await TakeUpDomain.run(machine)
        }
        guard names.count == 1 else {
            throw Failure(.usage, "`domain` needs one name", help: "write `\(machine.command) domain chat.example.com`")
        }
        if forgets {
            guard !onlyChecks else {
                throw Failure(.usage, "`--check` and `--forget` exclude each other", help: "give one of them")
            }
            return try await ChangeDomain.forget(machine, names[0])
        }
        try await ChangeDomain.run(machine, to: names[0], onlyChecks: onlyChecks)
    }
}
