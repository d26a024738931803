import Installation
import Rollout

struct Rotate: Verb {
    static let name = "rotate"
    static let summary = "give new values to the named secrets, or to all that can be changed"
    static let operands: String? = "[NAME…]"

    private var names: [String] = []

    init() {}

    mutating func take(_ operand: String) { names.append(operand) }

    func run(on machine: Machine) async throws {
        if try await Rollout.run(.rotate(names), on: machine) { return }
        throw Failure(.unavailable, "the first boot is not finished", help: "`status` shows how far it is")
    }
}
