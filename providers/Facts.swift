/// What a provider allows and calls things, on the publisher's side. Each with its source in the provider's folder.
public struct Facts: Sendable {
    /// The most bytes of user-data that it accepts, or nil where no limit is documented.
    public var userDataLimit: Int?

    public init(userDataLimit: Int? = nil) {
        self.userDataLimit = userDataLimit
    }
}
