import Host
import Installation
import JSON
import Plan
import Synchronization
import Text

/// The app's own logins at container registries. They are in a Docker configuration of the app's, which `docker` and
/// Compose get instead of root's; what root's has is in it too.
package struct Registries {
    private let machine: Machine

    package init(_ machine: Machine) { self.machine = machine }

    /// A login at one registry.
    package struct Login: Codable, Equatable, Sendable {
        package var username: String
        /// As Docker's configuration has it: base64 of `USERNAME:PASSWORD`.
        fileprivate var auth: String
        /// Whether it is the owner's by parameters that the app asks for, and not by `registry login`.
        package var isFromParameters: Bool?

        package init(username: String, password: String, isFromParameters: Bool? = nil) {
            self.username = username
            self.isFromParameters = isFromParameters
            auth = Base64.encode(Array("\(username):\(password)".utf8))
        }
    }

    private struct Record: Codable {
        var format = 1
        /// By host.
        var logins: [String: Login]
    }

    /// By host.
    ///
    /// - Throws: ``Failure`` if the record is damaged.
    package var logins: [String: Login] {
        get throws {
            guard let bytes = try machine.files.read(machine.paths.registries) else { return [:] }
            do {
                return try JSONCoder.decode(Record.self, from: bytes).logins
            } catch {
                throw Failure(
                    .invalidInput, "\(machine.files.root.path(machine.paths.registries)) is damaged",
                    help: "remove it and log in again with `\(machine.command) registry login HOST`")
            }
        }
    }

    /// What a registry is called in an image's name, in Docker's way.
    ///
    /// - Throws: ``Failure`` if that is no host.
    package static func host(_ text: String) throws -> String {
        if let host = RegistryAccess.host(text) { return host }
        throw Failure(
            .usage, "`\(VisibleText.of(text))` is no registry's host", help: RegistryAccess.hostHelp)
    }

    /// Proves a login by an image's manifest, then keeps it. One that does not count changes nothing.
    ///
    /// - Returns: The image; nil if none of the registry's has a name that is known by now.
    package func add(_ login: Login, at host: String) async throws -> String? {
        let images = machine.plan.stack.pinnedImages.filter { ImageReference($0).registry == host }
        guard !images.isEmpty || !machine.plan.stack.dependentImages.isEmpty else {
            let others = Set(machine.plan.stack.pinnedImages.map { ImageReference($0).registry }).sorted()
            throw Failure(
                .usage, "\(machine.plan.app.title) has no image from \(host)",
                help: "its images are from \(others.joined(separator: ", "))")
        }
        var logins = try self.logins
        logins[host] = login
        if let image = images.first {
            defer { try? machine.files.removeTree(trial) }
            try write(logins, into: trial)
            try await prove(image, with: trial, at: host)
        }
        try save(logins)
        return images.first
    }

    /// - Returns: Whether there was one.
    package func remove(_ host: String) throws -> Bool {
        var logins = try self.logins
        guard logins.removeValue(forKey: host) != nil else { return false }
        try save(logins)
        return true
    }

    /// Whether the login is good for one of the app's images, as far as the registry says; nil if it counts.
    package func problem(at host: String) async -> Failure? {
        guard let image = machine.plan.stack.pinnedImages.first(where: { ImageReference($0).registry == host })
        else { return nil }
        do {
            try await prove(image, with: machine.paths.dockerConfig, at: host)
            return nil
        } catch {
            return Failure(error)
        }
    }

    /// - Parameter folder: With the configuration to ask with.
    private func prove(_ image: String, with folder: String, at host: String) async throws {
        let config = ["--config", machine.files.root.path(folder)]
        let command = DockerProgram.command(
            config + ["manifest", "inspect"] + RegistrySize.flags(for: image) + [image])
        let result = try await command.limited(to: Self.patience).run()
        if result.succeeded { return }
        // To a wrong password, some registries answer as if there were no such image.
        let isRefused = result.mentions(PullImages.refusals + ["no such manifest"])
        throw Failure(
            isRefused ? .invalidInput : .unavailable,
            isRefused ? "\(host) does not give \(image) to this login" : "\(host) does not answer as a registry does",
            details: result.lastLines.suffix(3).map { VisibleText.of($0) },
            help: isRefused
                ? "check the user name and the password; for a token, that it may read this image"
                : "check that the machine reaches it, then run this again")
    }

    /// Seconds.
    private static let patience = 30

    private func save(_ logins: [String: Login]) throws {
        let bytes = try JSONCoder.encode(Record(logins: logins), pretty: true) + [0x0a]
        let gone = Set(try self.logins.keys).subtracting(logins.keys)
        // A run that was killed has left it.
        try machine.files.removeTree(trial)
        try machine.files.createFolderIfMissing(machine.paths.state, mode: 0o700)
        if logins.isEmpty {
            try machine.files.removeTree(machine.paths.dockerConfig)
            try machine.files.remove(machine.paths.registries)
        } else {
            try machine.files.write(machine.paths.registries, bytes, mode: 0o600)
            try write(logins, into: machine.paths.dockerConfig, without: gone)
        }
    }

    /// The configuration in which a login is proved.
    private var trial: String { machine.paths.registriesTrial }

    // MARK: Docker's configuration

    /// DOCKER_CONFIG as it was before this process used the app's logins; nil where it was not set.
    private static let before = Mutex<String?>(nil)

    /// Lets this process's `docker` and Compose use the app's logins.
    ///
    /// - Parameter refreshes: Whether root's configuration is read again, which may have changed.
    package func use(refreshes: Bool) throws {
        let folder = machine.files.root.path(machine.paths.dockerConfig)
        guard machine.files.exists(machine.paths.registries) else {
            // A login that this process has used is gone with its configuration: what was there before counts again.
            guard DockerProgram.configFolder == folder else { return }
            if let before = Self.before.withLock({ $0 }) {
                ThisProcess.set("DOCKER_CONFIG", before)
            } else {
                ThisProcess.unset("DOCKER_CONFIG")
            }
            return
        }
        guard DockerProgram.configFolder != folder else { return }
        let isThere = machine.files.exists(machine.paths.dockerConfig + "/config.json")
        if refreshes || !isThere { try write(try logins, into: machine.paths.dockerConfig) }
        Self.before.withLock { $0 = ThisProcess.variable("DOCKER_CONFIG") }
        ThisProcess.set("DOCKER_CONFIG", folder)
    }

    /// - Parameter gone: The hosts whose logins are no longer the app's.
    private func write(_ logins: [String: Login], into folder: String, without gone: Set<String> = []) throws {
        try machine.files.createFolderIfMissing(folder, mode: 0o700)
        let path = "\(folder)/config.json"
        let bytes = Self.configuration(logins, over: try foreign(without: gone), plugins: plugins)
        if try machine.files.read(path) != bytes { try machine.files.write(path, bytes, mode: 0o600) }
    }

    /// What root's own configuration has.
    private func foreign(without gone: Set<String>) throws -> JSONValue {
        guard let folder = DockerProgram.configFolder else { return .object([]) }
        let own = [machine.paths.dockerConfig, trial].map(machine.files.root.path)
        // This program's own, or that of another one of the same app which has started it.
        if own.contains(folder) {
            var config = (try machine.files.read(machine.paths.dockerConfig + "/config.json")).parsed
            for host in gone {
                for section in ["auths", "credHelpers"] { config.remove(Self.key(of: host), from: section) }
            }
            return config
        }
        return try Files(.system).read(folder + "/config.json").parsed
    }

    private var plugins: String? {
        guard let folder = DockerProgram.configFolder, !folder.hasPrefix(machine.files.root.path(machine.paths.state))
        else {
            return nil
        }
        return folder + "/cli-plugins"
    }

    private static func key(of host: String) -> String {
        host == "docker.io" ? "https://index.docker.io/v1/" : host
    }

    /// - Parameter plugins: Where `docker` would look for plugins beside the configuration that it no longer reads.
    static func configuration(
        _ logins: [String: Login], over foreign: JSONValue, plugins: String?
    ) -> [UInt8] {
        var config = foreign
        for (host, login) in logins.sorted(by: { $0.key < $1.key }) {
            let key = Self.key(of: host)
            config["auths", key] = .object([.init("auth", .string(login.auth))])
            // An empty helper: a store that is set for all hosts does not count for this one.
            if config["credsStore"] != nil { config["credHelpers", key] = .string("") }
        }
        if let plugins {
            let known = config["cliPluginsExtraDirs"]?.elements ?? []
            if !known.contains(.string(plugins)) {
                config.set("cliPluginsExtraDirs", .array(known + [.string(plugins)]))
            }
        }
        return config.text(pretty: true) + [0x0a]
    }
}

extension [UInt8]? {
    /// An empty object for what is missing or no object.
    fileprivate var parsed: JSONValue {
        guard let self, let value = try? JSONValue(parsing: self), case .object = value else { return .object([]) }
        return value
    }
}

extension JSONValue {
    fileprivate mutating func set(_ key: String, _ value: JSONValue) {
        guard case .object(var members) = self else { return }
        members.removeAll { $0.key == key }
        members.append(Member(key, value))
        self = .object(members)
    }

    fileprivate mutating func remove(_ key: String, from section: String) {
        guard case .object(var members)? = self[section] else { return }
        members.removeAll { $0.key == key }
        set(section, .object(members))
    }

    /// A member of an object's member.
    fileprivate subscript(_ outer: String, _ inner: String) -> JSONValue? {
        get { self[outer]?[inner] }
        set {
            guard let newValue else { return }
            var object = self[outer] ?? .object([])
            if case .object = object {} else { object = .object([]) }
            object.set(inner, newValue)
            set(outer, object)
        }
    }
}
