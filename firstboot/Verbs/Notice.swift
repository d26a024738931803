import Installation
import Updates

/// Tells of newer releases, and turns that on and off.
struct Notice: Verb {
    static let endsInterrupted = false
    static let name = "notice"
    static let summary = "ask whether there is a newer release, as each hour; `off` and `on` turn that off and on"
    static let operands: String? = "[on|off]"

    private var words: [String] = []

    init() {}

    mutating func take(_ operand: String) { words.append(operand) }

    func run(on machine: Machine) async throws {
        try machine.requireRoot(for: Self.name, "writes what it learns, and only root may do that")
        let notice = UpdateNotice(machine)
        switch words {
        case ["on"], ["off"]:
            try notice.set(isOff: words == ["off"])
            machine.console.line(
                words == ["off"]
                    ? "No server is asked for newer releases any more."
                    : "From now on you see when there is a newer release.")
        case []: try ask(notice, machine)
        default:
            throw Failure(.usage, "`notice` does not know `\(words[0])`", help: "it takes the words `on` and `off`")
        }
    }

    private func ask(_ notice: UpdateNotice, _ machine: Machine) throws {
        if UpdateNotice.record(on: machine).isOff || UpdateNotice.isDisabled(machine) {
            return machine.console.line("The notice is off: nothing was asked.")
        }
        _ = try notice.ask()
        machine.console.line(
            UpdateNotice.line(on: machine).map { "\($0)." }
                ?? "\(machine.plan.app.title) \(machine.release.version) is the newest release.")
    }
}
