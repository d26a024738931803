/// One difference between the desired machine and the recorded one.
package struct Change: Encodable, Equatable, Sendable {
    package enum Kind: String, Encodable, Sendable {
        case firstBoot = "first_boot"
        case newMachine = "new_machine"
        case unfinished, release, parameter, fact, secret, file, command, record
    }

    package var kind: Kind
    /// What it is about: the name of a parameter, secret or fact, a path, a command.
    package var name: String?
    /// The recorded value and the desired one; nil for a secret or a missing value.
    package var from: String?
    package var to: String?
    package var why: String

    /// One readable line.
    package var text: String {
        let subject = [kind == .fact ? nil : kind.title, name].compactMap { $0 }.joined(separator: " ")
        let values: String? =
            switch (from, to) {
            case (let from?, let to?): "\(from) → \(to)"
            case (nil, let to?): to
            case (let from?, nil): "\(from) → none"
            case (nil, nil): nil
            }
        return [subject, values, why].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ": ")
    }
}

extension Change.Kind {
    fileprivate var title: String {
        switch self {
        case .firstBoot: "first boot"
        case .newMachine: "new machine"
        case .unfinished: "unfinished rollout"
        case .record: "state"
        case .release, .parameter, .fact, .secret, .file, .command: rawValue
        }
    }
}
