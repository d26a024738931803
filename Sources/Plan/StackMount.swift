/// What a service has mounted and may write to: a place in which the stack may keep data.
public struct StackMount: Codable, Equatable, Sendable {
    public var service: String
    /// The folder or file in the container.
    public var target: String
    /// A volume's name in the compose file, or a path of the machine, which begins with `.`, `/` or `~` and is relative
    /// to /opt/NAME; nil for a volume without a name. Which of the two it is may depend on the machine's values.
    public var source: Template?

    public init(service: String, target: String, source: Template?) {
        self.service = service
        self.target = target
        self.source = source
    }
}
