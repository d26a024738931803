import Host
import Installation
import JSON
import Plan

/// What `prepare` has changed on this machine outside of the app's own files, so that `uninstall` can undo it.
///
/// All apps of the machine share the record: the last one that is removed undoes what they share. It is not state, and
/// stays in an image.
package struct MachineChanges: Codable, Sendable, Equatable {
    private var format = 1
    /// The names of the apps that were prepared and not uninstalled.
    package var apps: Set<String> = []
    /// Packages that were not installed before.
    package var packages: Set<String> = []
    /// The packages that were there when an installation began; nil once its end was recorded.
    private var packagesBefore: Set<String>?
    /// Files and folders that were not there before, and that no app owns alone.
    package var paths: Set<String> = []
    /// What the names of apps' images stood for before an app got them: the engine's id, or nothing if there was no image
    /// of that name. Keyed by the name as Docker lists it; nil in a record of an earlier release.
    package var images: [String: String]?
    package var firewall = FirewallChanges()

    package struct FirewallChanges: Codable, Sendable, Equatable {
        /// Whether it was off before.
        package var wasTurnedOn = false
        /// The earlier policy for what comes in, where it was another one.
        package var earlierPolicy: String?
        /// How much was logged before the firewall was turned on, as ufw.conf names it, where that was another level.
        package var earlierLogLevel: String?
        /// Rules that were not there before.
        package var added: Set<String> = []
        /// By app.
        package var needed: [String: [String]] = [:]

        /// Notes what is not as it will be, before anything is changed.
        ///
        /// - Parameters:
        ///   - isThere: Whether the firewall has a rule already.
        ///   - policy: What is done with what comes in, if that will be another.
        mutating func note(
            _ ports: OpenPorts, of app: String, isOn: Bool, policy: String? = nil, isThere: (String) -> Bool
        ) {
            if needed.isEmpty {
                if !isOn { wasTurnedOn = true }
                earlierPolicy = policy
            }
            let rules = ports.rules.map(\.description)
            added.formUnion(rules.filter { !isThere($0) })
            needed[app] = rules
        }

        /// Those that were added and that no other app needs, sorted.
        func rulesOnly(of app: String) -> [String] {
            added.subtracting(needed.filter { $0.key != app }.values.joined()).sorted()
        }

        /// What to close when an app goes.
        ///
        /// - Parameter staysOpen: Ports that are not closed while the firewall is on: an owner who is locked out has lost
        ///   the machine.
        func rulesToClose(for app: String, isTurnedOff: Bool, staysOpen: [PortRule]) -> [String] {
            let open = isTurnedOff ? [] : staysOpen.map(\.description)
            return rulesOnly(of: app).filter { !open.contains($0) }
        }
    }

    package init() {}

    package static let path = "\(Paths.states)/changes.json"

    /// - Throws: ``Failure`` if the record is damaged.
    package static func read(on machine: Machine) throws -> MachineChanges {
        guard let bytes = try machine.files.read(path) else { return MachineChanges() }
        do {
            return try JSONCoder.decode(MachineChanges.self, from: bytes)
        } catch {
            throw Failure(
                .invalidInput, "\(machine.files.root.path(path)) is damaged",
                help: "remove it; then `uninstall` leaves packages and the firewall as they are")
        }
    }

    package func write(on machine: Machine) throws {
        let bytes = try JSONCoder.encode(self, pretty: true) + [0x0a]
        try machine.files.writeWithFolders([.init(Self.path, bytes, mode: 0o644)])
    }

    /// Changes the record, durably.
    package static func update(on machine: Machine, _ change: (inout MachineChanges) throws -> Void) throws {
        let before = try read(on: machine)
        var changes = before
        try change(&changes)
        if changes != before { try changes.write(on: machine) }
    }

    /// Notes those of the paths that are not there, and the missing folders above them.
    package mutating func noteMissing(_ paths: [String], _ files: Files) {
        for path in paths {
            var path = path
            while path.count > 1, !files.exists(path), !files.isLink(path) {
                self.paths.insert(path)
                path = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
            }
        }
    }
}

extension MachineChanges {
    /// Installs packages and notes everything that comes with them. An installation that was cut off counts from where
    /// it began.
    static func installing(_ packages: [String], by manager: any PackageManager, on machine: Machine) async throws {
        let known = try read(on: machine).packagesBefore
        let before = if let known { known } else { try await manager.installed() }
        try update(on: machine) { $0.packagesBefore = before }
        try await manager.install(packages)
        let after = try await manager.installed()
        try update(on: machine) {
            $0.packages.formUnion(after.subtracting(before))
            $0.packagesBefore = nil
        }
    }
}
