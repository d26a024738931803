import Host
import Plan

/// Puts the owner's values into /etc/NAME/parameters.yaml before the long part of an installation begins: flags and
/// a StackScript's fields come only once, and a person who is asked should not have to wait for the questions.
struct Configure {
    let machine: Machine

    init(_ machine: Machine) { self.machine = machine }

    /// - Throws: ``Failure`` where a value is wrong and there is nobody to ask. What was given is kept even then.
    func run() throws {
        _ = try Recognition(machine)
        guard try StateStore(machine).state() == nil else {
            return machine.console.line("\(machine.plan.app.title) has its parameters already; nothing was asked.")
        }
        let channels = try Channels(machine)
        var values: [String: GivenValue] = [:]
        for parameter in machine.plan.parameters { values[parameter.name] = channels.value(of: parameter) }
        if !machine.options.asksNothing, let terminal = Terminal() {
            try Judgement(machine, channels).passed()
            for parameter in machine.plan.parameters {
                let question = Question(parameter, terminal)
                if let answer = try question.answer(unless: values[parameter.name]) { values[parameter.name] = answer }
            }
        }
        try ParametersFile(machine).keep(values.mapValues(\.text))
        // What is missing may still come from the cloud; what is wrong will not get right.
        var judgement = Judgement(machine, channels)
        for parameter in machine.plan.parameters {
            if let given = values[parameter.name] { judgement.judge(given, of: parameter) }
        }
        try judgement.passed()
    }
}
