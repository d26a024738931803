import Host
import Installation
import Plan

/// Writes the owner's values to /etc/NAME/parameters.yaml before the long part of an installation. Flags and a
/// StackScript's fields come only once, and a person should not have to wait for the questions.
struct Configure: Verb {
    static let name = "configure"
    static let summary = "save this app's parameters to its file, and ask for them on a terminal"
    // The installer passes it the same flags as `provision`.
    static let flags: [Flag<Configure>] = [
        .metadataURL { _, _ in }, .set { $0.parameters[$1] = $2 }, .noQuestions { $0.asksNothing = true },
        .console { _, _ in }, .page { _, _ in }, .adopt { _, _ in }, .newData { _ in },
        .restore { $0.restores = !$1.isEmpty }, .keys("the keys of --restore") { _, _ in },
    ]

    private var parameters: [String: String] = [:]
    private var asksNothing = false
    private var restores = false

    static let setParameter: (@Sendable (inout Self, String, String) -> Void)? = { $0.parameters[$1] = $2 }

    init() {}

    /// - Throws: ``Failure`` if a value is wrong and there is nobody to ask. The given values are kept even then.
    func run(on machine: Machine) throws {
        _ = try Detection(machine)
        let state = try StateStore(machine).load().state
        try ResolveParameters.refuseUnknown(parameters, machine)
        let channels = try Channels(machine, flags: parameters)
        let context = ParameterContext(state)
        context.warn(of: channels, on: machine)
        var values: [String: GivenValue] = [:]
        for parameter in machine.plan.parameters { values[parameter.name] = channels.value(of: parameter) }
        // A backup has the answers.
        if state == nil, !asksNothing, !restores, let terminal = Terminal() {
            try ParameterProblems(machine, channels, in: context).passed()
            let rare = machine.plan.addedParameters
            for parameter in machine.plan.parameters where !rare.contains(parameter) {
                let question = Question(parameter, terminal)
                if let answer = try question.answer(unless: values[parameter.name]) { values[parameter.name] = answer }
            }
        }
        try ParametersFile(machine).keep(values.mapValues(\.text))
        // A missing value may still come from the cloud; a wrong one stays wrong.
        var problems = ParameterProblems(machine, channels, in: context)
        for parameter in machine.plan.parameters {
            if let given = values[parameter.name] { problems.judge(given, of: parameter) }
        }
        try problems.passed()
        guard state != nil else { return }
        machine.console.line(
            "`\(machine.command) provision` rolls out what has changed; `\(machine.command) diff` shows it.")
    }
}
