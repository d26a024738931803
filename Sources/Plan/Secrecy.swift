/// What is secret on a machine: the one notion of it, which file modes, redaction, reports and messages share.
///
/// Secret are the values that the machine makes (``SecretSpec``, without their public halves) and those that the owner
/// gives for a sensitive parameter (``Parameter/isSensitive``), and each text with one of them in it.
extension Plan {
    /// Whether this part's value must be kept from everyone but root and the app.
    public func isSecret(_ part: Template.Part) -> Bool {
        switch part.plain {
        case .secret: true
        case .parameter(let name): sensitiveParameters.contains(name)
        case .text, .publicHalf, .machine, .encoded: false
        }
    }

    /// Whether the text that the template becomes must be.
    public func isSecret(_ template: Template) -> Bool { template.parts.contains(where: isSecret) }

    /// The names of the parameters whose values are secret.
    public var sensitiveParameters: Set<String> { Set(parameters.filter(\.isSensitive).map(\.name)) }

    /// The permission bits of a file of the stack. One that holds a secret has none for its group and for others,
    /// whatever app.yaml says: 0600, or 0700 where it is executable.
    public func mode(of file: StackFile) -> UInt16 {
        if case .rendered(let template) = file.content, isSecret(template) { return file.mode & 0o700 }
        return file.mode
    }
}
