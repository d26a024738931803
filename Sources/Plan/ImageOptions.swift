/// How the publisher wants a provider's image to be built: the provider's section of app.yaml. No machine reads it, so it
/// is not in the ``Plan``.
public struct ImageOptions: Equatable, Sendable {
    /// A machine type of the provider; nil for the provider's default.
    public var plan: String?
    /// nil for the provider's default.
    public var region: String?
    /// `DISTRIBUTION-RELEASE`, or the provider's own id of an image; nil for the provider's default.
    public var image: String?
    /// Further regions that the image is copied to.
    public var copyRegions: [String]

    public init(
        plan: String? = nil, region: String? = nil, image: String? = nil, copyRegions: [String] = []
    ) {
        self.plan = plan
        self.region = region
        self.image = image
        self.copyRegions = copyRegions
    }
}
