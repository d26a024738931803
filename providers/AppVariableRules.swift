/// A marketplace's rules for the variables that it asks an owner for at deploy time.
public struct AppVariableRules: Sendable {
    /// The longest name, in characters. A name has lower-case letters and underscores.
    public var nameLimit: Int
    /// The longest label, in characters.
    public var labelLimit: Int
    /// The allowed lengths of a password that the provider makes.
    public var passwordLengths: ClosedRange<Int>

    public init(nameLimit: Int, labelLimit: Int, passwordLengths: ClosedRange<Int>) {
        self.nameLimit = nameLimit
        self.labelLimit = labelLimit
        self.passwordLengths = passwordLengths
    }

    public func accepts(name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= nameLimit && name.allSatisfy { $0 == "_" || ("a"..."z").contains($0) }
    }
}
