import Plan

/// An app's way from a commit to machines, as workflows of GitHub Actions. The same input gives the same bytes, and none of it
/// is of one release: the files stay when the version changes.
public struct Pipeline: Sendable {
    /// The app's, at the begin of each file's name.
    public var name: String
    public var publish: PublishSection
    /// app.yaml, from the repository's top folder.
    public var file: String
    /// Whether app.yaml has `release`.
    public var signsReleases = false
    /// The clouds on which machine images are built.
    public var clouds: [Cloud] = []
    /// Whose machine is simulated.
    public var provider: String
    /// Values for what the first boot would wait for, by name.
    public var parameters: [(name: String, value: String)] = []

    /// - Parameter file: See ``file``.
    public init(name: String, publish: PublishSection, file: String, provider: String) {
        self.name = name
        self.publish = publish
        self.file = file
        self.provider = provider
    }

    /// A cloud on which machine images are built.
    public struct Cloud: Equatable, Sendable {
        public var id: String
        public var title: String
        /// The environment variable with its API token, which is the secret's name too.
        public var token: String

        public init(id: String, title: String, token: String) {
            self.id = id
            self.title = title
            self.token = token
        }
    }

    /// Sorted by name. What the app has no use for is left out.
    public var files: [WorkflowFile] {
        var workflows = [checks]
        if signsReleases { workflows += [release, deployment] }
        if !publish.images.isEmpty { workflows.append(images) }
        if !clouds.isEmpty { workflows.append(marketplace) }
        return workflows.map {
            WorkflowFile(name: fileName($0.purpose), text: WorkflowFile.heading(file) + $0.text)
        }.sorted { $0.name < $1.name }
    }

    func fileName(_ purpose: String) -> String { "\(name)-\(purpose).yml" }

    /// A path below app.yaml's folder, from the repository's top.
    func path(_ parts: String...) -> String {
        let folder = file.split(separator: "/").dropLast().map(String.init)
        let path = (folder + parts.filter { !$0.isEmpty }).joined(separator: "/")
        return path.isEmpty ? "." : path
    }

    /// What every step may want.
    var environment: [(String, Value)] { [("APP", .text(file)), ("NAME", .text(name))] }

    /// Runs of one purpose exclude each other only where they are about the same branch or tag. It has its own name, as a
    /// workflow that another calls would else wait for its caller.
    func concurrency(_ purpose: String, cancels: Setting = .flag(false)) -> Concurrency {
        Concurrency(
            group: .joined([.text("\(name)-\(purpose)-"), .expression("github.ref")]), cancels: cancels)
    }
}

/// A file of `.github/workflows`.
public struct WorkflowFile: Equatable, Sendable {
    public var name: String
    public var text: String

    private static let mark = "# Made by `landfall generate --workflows` from "
    private static let end = ": change that file, and run the command again."

    static func heading(_ file: String) -> String { mark + file + end + "\n" }

    /// The app.yaml of which a file was made, from the repository's top; nil where its first line does not say that it
    /// was made so.
    public static func origin(of text: String) -> String? {
        guard let line = text.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false).first,
            line.hasPrefix(mark), line.hasSuffix(end), line.count > mark.count + end.count
        else { return nil }
        return String(line.dropFirst(mark.count).dropLast(end.count))
    }

    /// Whether a path can be named in workflows: in their first line, and in programs for a shell.
    public static func canName(_ path: String) -> Bool {
        !path.isEmpty && !path.hasPrefix("-")
            && path.unicodeScalars.allSatisfy { scalar in
                ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
                    || "._/-".unicodeScalars.contains(scalar)
            }
    }
}
