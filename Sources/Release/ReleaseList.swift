import Host
import JSON

/// release.json: everything that belongs to one release. Its signature covers all files through their digests.
public struct ReleaseList: Codable, Equatable, Sendable {
    public static let name = "release.json"
    public static let signatureName = "release.json.minisig"
    /// The version of this format; later ones are refused.
    public static let currentFormat = 1
    /// The largest list that is read, in bytes.
    public static let limit = 1 << 20

    public var format = ReleaseList.currentFormat
    /// The app's name in app.yaml.
    public var name: String
    public var version: String
    public var channel: String
    /// RFC 3339, in UTC.
    public var created: String
    /// RFC 3339, in UTC. After it the list is refused as the newest, so that nobody can hold a machine at an old release
    /// by showing it the old list for ever.
    public var expires: String
    /// The oldest release that can be updated to this one; nil where any can.
    public var minimumFrom: String?
    /// Releases that an update from an older one has to stop at, oldest first.
    public var stops: [String]
    /// What has changed: this version first, older ones after it as far as there is room.
    public var changes: [Change]
    public var images: [Image]
    /// What is downloaded, sorted by name.
    public var files: [File]
    /// The first-boot programs that machines put together from files, by the names that the publisher's computer has for
    /// them, sorted.
    public var programs: [File]
    /// The public keys that this release's own plans trust. See ``Trust``.
    public var keys: [String]

    public init(name: String, version: String, channel: String, created: String, expires: String) {
        self.name = name
        self.version = version
        self.channel = channel
        self.created = created
        self.expires = expires
        (stops, changes, images, files, programs, keys) = ([], [], [], [], [], [])
    }

    public struct Change: Codable, Equatable, Sendable {
        public var version: String
        /// Markdown without the heading.
        public var text: String

        public init(version: String, text: String) {
            self.version = version
            self.text = text
        }
    }

    /// A container image of the stack.
    public struct Image: Codable, Equatable, Sendable {
        /// As the compose file names it.
        public var reference: String
        /// By which a registry gives it, for every platform: `sha256:…`. nil where it comes from an archive.
        public var digest: String?
        /// Digests of the image's configuration, keyed by platform such as `linux/amd64`; those that are known. It is the
        /// id that Docker's own image store shows, however the image got there.
        public var configurations: [String: String]

        public init(reference: String, digest: String?, configurations: [String: String] = [:]) {
            self.reference = reference
            self.digest = digest
            self.configurations = configurations
        }
    }

    /// A file of the release, beside the list; or a program that is made of such files.
    public struct File: Codable, Equatable, Sendable {
        /// Without a folder.
        public var name: String
        /// Bytes.
        public var size: Int
        /// 64 lower-case hexadecimal digits.
        public var sha256: String
        /// What it is for, where it is one provider's.
        public var provider: String?
        /// As `uname -m` says, where it is for one processor.
        public var architecture: String?

        public init(name: String, size: Int, sha256: String, provider: String? = nil, architecture: String? = nil) {
            self.name = name
            self.size = size
            self.sha256 = sha256
            self.provider = provider
            self.architecture = architecture
        }
    }

    private enum CodingKeys: String, CodingKey {
        case format, name, version, channel, created, expires
        case minimumFrom = "minimum_from"
        case stops, changes, images, files, programs, keys
    }
}

extension ReleaseList {
    /// The bytes of release.json: the same ones for the same list.
    ///
    /// - Throws: What encoding throws.
    public func encoded() throws -> [UInt8] { try JSONCoder.encode(self, pretty: true) + [0x0a] }

    /// What the signature's trusted comment has to say. minisign shows it after a successful verification.
    public var trustedComment: String { "name:\(name)\tversion:\(version)\texpires:\(expires)" }

    /// The file of that name.
    ///
    /// - Throws: ``ReleaseRefusal/noFile(_:)``.
    public func file(_ name: String) throws(ReleaseRefusal) -> File {
        guard let file = files.first(where: { $0.name == name }) else { throw .noFile(name) }
        return file
    }

    /// The program of that name.
    ///
    /// - Throws: ``ReleaseRefusal/noFile(_:)``.
    public func program(_ name: String) throws(ReleaseRefusal) -> File {
        guard let program = programs.first(where: { $0.name == name }) else { throw .noFile(name) }
        return program
    }

    /// The release that a machine has to be updated to before this one: the oldest stop between the two. Nil where it
    /// can go straight to this one.
    public func stop(from installed: String) -> String? {
        let between = stops.map(ReleaseVersion.init).filter {
            $0 > ReleaseVersion(installed) && $0 < ReleaseVersion(version)
        }
        return between.min()?.description
    }

    /// The release that a machine has to be updated to before this one, by the stops or by the oldest release from which
    /// this one can be reached. It is older than this one. Nil where the machine can go straight to this one.
    ///
    /// - Throws: See ``requireFit(installed:now:downgrade:evenIfExpired:)``.
    public func requiredStop(
        from installed: String, downgrade: Bool, evenIfExpired: Bool = false
    ) throws(ReleaseRefusal) -> String? {
        do throws(ReleaseRefusal) {
            try requireFit(installed: installed, downgrade: downgrade, evenIfExpired: evenIfExpired)
        } catch {
            guard case .tooOldToUpdate(_, let minimum, _) = error, ReleaseVersion(minimum) < ReleaseVersion(version)
            else {
                throw error
            }
            return stop(from: installed) ?? minimum
        }
        return stop(from: installed)
    }

    /// The versions on the way to this one, oldest first and with this one, as far as this list knows them.
    ///
    /// - Parameter first: The first of them.
    public func steps(from installed: String, by first: String) -> [String] {
        let known = (stops + [version]).filter { ReleaseVersion($0) > ReleaseVersion(first) }
        return [first] + known.sorted { ReleaseVersion($0) < ReleaseVersion($1) }
    }

    /// What has changed since the release that is installed, newest first.
    public func changes(since installed: String) -> [Change] {
        changes.filter { $0.version == version || ReleaseVersion($0.version) > ReleaseVersion(installed) }
    }
}

extension ReleaseList.File {
    /// Checks a file that was downloaded, or a program that was put together.
    ///
    /// - Parameters:
    ///   - size: Bytes.
    ///   - sha256: In lower-case hexadecimal digits.
    /// - Throws: ``ReleaseRefusal/mixed(_:_:)`` if it is not the one that the list means.
    public func check(size: Int, sha256: String) throws(ReleaseRefusal) {
        guard size == self.size else {
            throw .mixed(name, "it has \(size) bytes, and the list says \(self.size)")
        }
        guard sha256 == self.sha256 else { throw .mixed(name, "its SHA-256 is not the one in the list") }
    }
}
