/// What came of a recipe.
public struct MadeSecret: Sendable {
    public let value: Secret
    /// The half that may be known, of kinds that have one.
    public let publicHalf: Secret?

    init(_ value: some Collection<UInt8>, publicHalf: (some Collection<UInt8>)? = [UInt8]?.none) {
        self.value = Secret(value)
        self.publicHalf = publicHalf.map { Secret($0) }
    }

    init(_ value: String, publicHalf: String? = nil) {
        self.init(value.utf8, publicHalf: publicHalf?.utf8)
    }
}
