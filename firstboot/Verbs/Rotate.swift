import Installation
import Rollout

struct Rotate: Verb {
    static let name = "rotate"
    static let summary = "give secrets new values: those named, or all that the app lets be changed"
    static let operands: String? = "[NAME…]"

    private var names: [String] = []

    init() {}

    mutating func take(_ operand: String) { names.append(operand) }

    func run(on machine: Machine) async throws {
        if try await Rollout.run(.rotate(names), on: machine) { return }
        throw Failure(.unavailable, "the first boot is not finished", help: "`status` tells how far it is")
    }
}
