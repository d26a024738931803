import Text

/// Where things are on the machine; the names are a contract (docs/reference).
public struct Paths: Sendable {
    /// What paths are named after: `NAME`, or `NAME@ID`.
    public let name: String
    private let app: String
    private let instance: InstanceID?
    public let stack: String
    public let state: String
    public let parameters: String
    public let credentials: String
    /// Volatile: which step runs now, for `status`.
    public let progress: String
    /// There as long as a page shows the set-up in the browser; who needs its ports removes it. Volatile.
    public let page: String
    /// How much of the kernel's messages the consoles showed before the first boot; volatile.
    public let kernelConsole: String
    /// What agetty shows above the login prompt; volatile.
    public let loginPrompt: String
    /// Where agetty looks for it.
    public let loginPromptLink: String
    /// What pam_motd runs at each login.
    public let message: String
    /// The first-boot executable, once it is installed.
    public let binary: String
    /// What cloud-init runs once for each instance.
    public let hook: String
    /// Which container images `prepare` put there, by digest.
    public let images: String

    /// - Parameter instance: One of several instances of the app on the machine; nil for the only or the first one,
    ///   whose names carry no suffix.
    public init(app: String, instance: InstanceID? = nil) {
        let suffix = instance.map { "@\($0)" } ?? ""
        let name = app + suffix
        self.name = name
        self.app = app
        self.instance = instance
        stack = "\(Self.stacks)/\(name)"
        state = "\(Self.states)/\(name)"
        parameters = "/etc/\(name)/parameters.yaml"
        credentials = "/root/\(name)-credentials.txt"
        progress = "/run/landfall-\(name).json"
        page = "\(Self.pages)/landfall-\(name)\(Self.pageSuffix)"
        kernelConsole = "/run/landfall-\(name).printk"
        loginPrompt = "/run/landfall-\(name).issue"
        loginPromptLink = "\(Self.loginPrompts)/\(name).issue"
        // run-parts passes over names with other characters than letters, digits, `_` and `-`.
        message = "/etc/update-motd.d/95-\(name.replacing("@", with: "-"))"
        // Each instance may be of another release.
        binary = "\(Self.binaries)/\(app)\(Self.binarySuffix)\(suffix)"
        images = "\(Self.states)/\(name)-images.json"
        hook = "/var/lib/cloud/scripts/per-instance/\(name)"
    }

    // The folders of all apps.
    public static let stacks = "/opt"
    public static let states = "/var/lib/landfall"
    public static let loginPrompts = "/etc/issue.d"
    public static let pages = "/run"
    public static let pageSuffix = ".page"
    public static let binaries = "/usr/local/bin"
    public static let binarySuffix = "ctl"

    /// The owner's command for an app.
    public static func command(of app: String) -> String { app + binarySuffix }

    /// The owner's command for the app, or for this instance of it.
    public var command: String { Self.command(named: name) }

    /// The owner's command for an app or an instance of it.
    ///
    /// - Parameter name: As ``name`` has it.
    public static func command(named name: String) -> String {
        let parts = name.split(separator: "@", maxSplits: 1)
        guard parts.count == 2 else { return command(of: name) }
        return "\(command(of: String(parts[0]))) --instance \(parts[1])"
    }

    /// The IDs of the app's instances whose names are among those of ``stacks``, ``states`` or the like.
    public static func instances(of app: String, among names: [String]) -> [InstanceID] {
        names.filter { $0.hasPrefix("\(app)@") }.compactMap { InstanceID(String($0.dropFirst(app.utf8.count + 1))) }
    }

    /// The instance whose program a file is; nil where it is the app's first one's, or no app's.
    ///
    /// - Parameter program: Its path, perhaps with what follows ``binary`` while another takes its place.
    public static func instance(of app: String, program: String) -> InstanceID? {
        let name = program.split(separator: "/").last.map(String.init) ?? ""
        let start = "\(command(of: app))@"
        guard name.hasPrefix(start) else { return nil }
        return InstanceID(String(name.dropFirst(start.utf8.count).prefix { $0 != "." && $0 != " " }))
    }

    /// The name of a unit, without its type: `NAME-backup`, or `NAME-backup@ID`.
    ///
    /// - Parameter part: What it is for; nil for the app itself.
    public func unit(_ part: String? = nil) -> String {
        app + (part.map { "-\($0)" } ?? "") + (instance.map { "@\($0)" } ?? "")
    }

    /// The app's source with the owner's changes: a Git repository.
    public var source: String { "\(stack)/\(SourceTree.folder)" }
    public var stateFile: String { state + "/state.json" }
    public var secretsFile: String { state + "/secrets.json" }
    /// The machine whose owner has seen the credentials.
    public var seen: String { state + "/seen" }
    /// Holds copies of files that Landfall found and put others in place of: each may be the only copy of a secret.
    public var replaced: String { state + "/replaced" }
    /// Says which data is being moved aside.
    public var moves: String { state + "/moves.json" }
    /// Backups: those being made, and the repository that they are kept in.
    public var backups: String { state + "/backups" }
    /// The backup that a new machine is being set up with. It is there until its data is in place.
    public var recovery: String { backups + "/recovery" }
    /// A restore that has begun, and what was in use before it.
    public var restore: String { state + "/restore.json" }
    /// A change of the release that has begun.
    public var update: String { state + "/update.json" }
    /// A change of the domain that has begun.
    public var domain: String { state + "/domain.json" }
    /// The domain that the app waits for, and what is wrong with it.
    public var awaited: String { state + "/awaited.json" }
    /// Looks whether that domain leads here by now.
    public var awaitedTimer: String { "\(unit("domain")).timer" }
    /// The releases that this machine can go back to.
    public var releases: String { state + "/releases" }
    /// What the one-time commands of the last update have written.
    public var commandsLog: String { state + "/commands.log" }
    /// What the installer has said.
    public var installLog: String { state + "/install.log" }
    /// The program of a release that is to take the place of ``binary``, in the same folder.
    public var nextBinary: String { binary + ".next" }
    /// The name, before their tags, of images that are held for those releases.
    public var keptImages: String { name.replacing("@", with: "-") + "-kept" }
    /// What a backup has stopped or frozen.
    public var pause: String { state + "/pause.json" }
    /// Whether there is a newer release, as far as the machine knows.
    public var notice: String { state + "/notice.json" }
    /// When newer releases are put in by themselves, if the owner has asked for that.
    public var automatic: String { state + "/auto.json" }
    /// The app's logins at container registries.
    public var registries: String { state + "/registries.json" }
    /// Docker's configuration with these logins.
    public var dockerConfig: String { state + "/docker" }
    /// The same with a login that is being proved.
    public var registriesTrial: String { dockerConfig + ".next" }
    /// The releases that `landfall deploy` has copied here, and what its last runs have said.
    public var deploy: String { state + "/deploy" }
    public var lock: String { state + "/lock" }
}
