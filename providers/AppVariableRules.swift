/// What a marketplace allows the variables to be that it asks an owner for at deploy time.
public struct AppVariableRules: Sendable {
    /// The most characters of a name, which is of lower-case letters and underscores.
    public var nameLimit: Int
    /// The most characters of a label.
    public var labelLimit: Int
    /// The characters that a password may have which the provider makes.
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
