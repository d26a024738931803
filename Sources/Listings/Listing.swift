import Plan

/// How an app presents itself in marketplaces and catalogues. Nothing of it reaches a machine.
public struct Listing: Equatable, Sendable {
    public var logo: Logo?
    /// One line that says what the app is.
    public var summary: String?
    /// Paragraphs, with an empty line between them.
    public var description: String?
    public var category: String?
    public var tags: [String] = []
    /// In the order of ``LinkKind``.
    public var links: [Link] = []
    /// The address to which owners of machines write.
    public var email: String?
    /// The app's page in a cloud's marketplace, where it is there already.
    public var deploy: [ProviderID: String] = [:]

    public init() {}

    public struct Link: Equatable, Sendable {
        public var kind: LinkKind
        /// By HTTP or HTTPS.
        public var url: String

        public init(_ kind: LinkKind, _ url: String) {
            self.kind = kind
            self.url = url
        }
    }

    public func link(_ kind: LinkKind) -> String? { links.first { $0.kind == kind }?.url }
}

/// What a link of an app's listing leads to.
public enum LinkKind: String, CaseIterable, Sendable {
    case website, docs, source, support

    /// What the link is called.
    public var title: String {
        switch self {
        case .website: "Website"
        case .docs: "Documentation"
        case .source: "Source code"
        case .support: "Support"
        }
    }

    /// For the reference page.
    public var summary: String {
        switch self {
        case .website: "The app's website."
        case .docs: "The app's documentation."
        case .source: "The repository with the app's source code."
        case .support: "Where owners of machines get help."
        }
    }
}
