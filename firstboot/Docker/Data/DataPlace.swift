/// A place in which the stack keeps data.
package struct DataPlace: Equatable, Sendable {
    /// Who has it mounted, and where.
    package struct Use: Equatable, Sendable {
        package var service: String
        /// In the container.
        package var target: String
    }

    /// nil for a file or folder of the machine.
    package var volume: EngineVolume?
    /// A path of this computer, also where another folder stands for the machine; nil where only a volume's driver
    /// knows it.
    package var path: String?
    package var uses: [Use]
    /// The Compose project that has it mounted, where the app's stack does not.
    package var stranger: String?
    /// Whether the volume has no name but that which the engine has given it.
    package var isAnonymous = false

    /// What tells it from the others.
    package var key: String { volume.map { "volume \($0.name)" } ?? path ?? "" }

    package var title: String {
        guard let volume else { return path ?? "" }
        return isAnonymous ? "the volume without a name \(volume.name.prefix(12))" : "the volume \(volume.name)"
    }

    /// For people, in one line.
    package var description: String {
        let users = uses.map { "\($0.service) has it at \($0.target)" }.joined(separator: ", ")
        return title + (users.isEmpty ? "" : ": \(users)")
            + (stranger.map { "; it belongs to \($0), and this app's stack does not use it" } ?? "")
    }
}
