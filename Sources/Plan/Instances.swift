/// What app.yaml says of several instances of the app on one machine.
public struct Instances: Codable, Equatable, Sendable {
    /// Files in /opt/NAME that each instance's owner brings (`instance add --config`), as paths within it.
    public var config: [String] = []
    /// In the order of app.yaml.
    public var limits: [Limit] = []

    /// What a service's containers may use in each instance; the first one has what the Compose file says.
    public struct Limit: Codable, Equatable, Sendable {
        public var service: String
        /// Of processors, as Compose has it: `0.5`; nil for all.
        public var cpus: String?
        /// Bytes; nil for all.
        public var memory: Int64?

        public init(service: String, cpus: String? = nil, memory: Int64? = nil) {
            self.service = service
            self.cpus = cpus
            self.memory = memory
        }
    }

    /// What the overlay with ``limits`` is called, in /opt/NAME@ID.
    public static let overlay = "landfall-limits.yaml"

    public init() {}

    /// What Compose merges over the app's own files.
    var overlayText: String {
        var text = "# Landfall has made this from `instances.limits`.\nservices:\n"
        for limit in limits {
            // A service's name has no character that needs another form in quotes.
            text += "  \"\(limit.service)\":\n    deploy:\n      resources:\n        limits:\n"
            if let cpus = limit.cpus { text += "          cpus: \"\(cpus)\"\n" }
            if let memory = limit.memory { text += "          memory: \"\(memory)\"\n" }
        }
        return text
    }
}

extension Plan {
    /// The same app as one of its instances: a Compose project of its own, and everything that follows from that.
    ///
    /// The files that its owner brings are not the release's, so nothing overwrites or removes them.
    public func of(_ instance: InstanceID?) -> Plan {
        guard let instance else { return self }
        var plan = self
        plan.instance = instance
        plan.stack.project += "-\(instance)"
        guard let instances else { return plan }
        plan.stack.files.removeAll { instances.config.contains($0.path) }
        if !instances.limits.isEmpty {
            let text = Array(instances.overlayText.utf8)
            plan.stack.files.append(StackFile(path: Instances.overlay, content: .verbatim(text)))
            plan.stack.overlays.append(Instances.overlay)
        }
        return plan
    }

    /// Where the app's, or this instance's, things are on a machine.
    public var paths: Paths { Paths(app: app.name, instance: instance) }
}
