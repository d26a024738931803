import Host
import Plan
import Release

/// What a release is made of. The same draft gives the same list.
public struct ReleaseDraft: Sendable {
    public var app: App
    public var source: Release
    public var minimumFrom: String?
    public var stops: [String] = []
    /// Seconds since 1970.
    public var created: Int
    /// Seconds that the list is good for.
    public var lifetime: Int
    public var files: [ReleaseList.File] = []
    /// What machines make of them.
    public var programs: [ReleaseList.File] = []
    /// The images of the stack, as the compose file names them.
    public var images: [String] = []

    public init(app: App, source: Release, created: Int, lifetime: Int) {
        self.app = app
        self.source = source
        self.created = created
        self.lifetime = lifetime
    }

    /// Bytes of the changelog of one version, and of the older ones together.
    static let changeLimit = 64 << 10
    static let olderLimit = 192 << 10

    /// The list, and what is wrong with it.
    ///
    /// - Parameters:
    ///   - notes: What has changed in this version, instead of the changelog's words.
    ///   - archives: Where images come from that no registry has.
    public func list(
        changelog: Changelog?, notes: String?, archives: ImageArchives?
    ) -> (list: ReleaseList, problems: [ReleaseProblem]) {
        var problems: [ReleaseProblem] = []
        var list = ReleaseList(
            name: app.name, version: app.version, channel: source.channel, created: Self.time(created),
            expires: Self.time(created + lifetime))
        list.minimumFrom = minimumFrom
        list.stops = stops
        list.keys = source.keys
        list.files = files.sorted { $0.name < $1.name }
        list.programs = programs.sorted { $0.name < $1.name }
        let text = notes ?? changelog?.change(of: app.version)
        if let text {
            if text.utf8.count > Self.changeLimit { problems.append(.longChange(text.utf8.count)) }
            list.changes.append(.init(version: app.version, text: text))
        } else {
            problems.append(.noChange(app.version, hasChangelog: changelog != nil))
        }
        list.changes += changelog?.changes(before: app.version, limit: Self.olderLimit) ?? []
        for reference in Set(images).sorted() {
            let digest = ImageReference(reference).digest
            let configurations = archives?.configurations(of: reference) ?? [:]
            if digest == nil, configurations.isEmpty { problems.append(.noDigest(reference)) }
            list.images.append(.init(reference: reference, digest: digest, configurations: configurations))
        }
        return (list, problems)
    }

    private static func time(_ seconds: Int) -> String { Timestamp(seconds: Double(seconds)).iso8601 ?? "" }
}

/// What is wrong with a release, for its publisher.
public enum ReleaseProblem: Equatable, Sendable, CustomStringConvertible {
    case noDigest(String)
    case noChange(String, hasChangelog: Bool)
    case longChange(Int)

    public var isError: Bool { if case .noChange = self { false } else { true } }

    public var description: String {
        switch self {
        case .noDigest(let image):
            "the image \(image) has no digest, so the signature says nothing of what is in it"
        case .noChange(let version, let hasChangelog):
            (hasChangelog ? "CHANGELOG.md has no section" : "there is no CHANGELOG.md with a section")
                + " `\(version)`, "
                + "so owners will not see what changes"
        case .longChange(let count):
            "the notes on this version have \(count) bytes, and \(ReleaseDraft.changeLimit) is the most"
        }
    }

    public var help: String {
        switch self {
        case .noDigest(let image):
            "write `\(ImageReference(image).familiar)@sha256:…` in the compose file (`docker buildx imagetools inspect "
                + "\(ImageReference(image).familiar)` prints its digest), or give archives of `docker save` with --images"
        case .noChange(let version, _): "add `## [\(version)]` to CHANGELOG.md beside app.yaml, or give --notes FILE"
        case .longChange: "say in them what owners have to know, and where the rest is"
        }
    }
}
