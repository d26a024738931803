import Installation
import JSON
import Providers
import Secrets

/// Shows what the cloud says about this machine.
struct ShowMetadata: Verb {
    static let answers = true
    static let name = "metadata"
    static let summary = "show what the cloud says about this machine"
    static let onlyLooks = true
    static let flags: [Flag<ShowMetadata>] = [.metadataURL { $0.metadataURL = $1 }, .json { $0.json = true }]

    private var metadataURL: String?
    private var json = false

    init() {}

    func run(on machine: Machine) throws {
        var machine = machine
        machine.metadataURL = metadataURL
        guard let metadata = try ReadMetadata(machine, of: try Detection(machine).provider).run(patiently: true)
        else { return }
        if json {
            let metadata = metadata.normalized.hiding(machine.plan.sensitiveParameters)
            return machine.console.line(String(decoding: try JSONCoder.encode(metadata, pretty: true), as: UTF8.self))
        }
        let rows: [(String, String)] = [
            ("provider", metadata.provider.rawValue), ("instance id", metadata.instanceID),
            ("host name", metadata.hostname), ("region", metadata.region ?? "none"), ("zone", metadata.zone ?? "none"),
            ("public IPv4", metadata.publicIPv4 ?? "none"), ("public IPv6", metadata.publicIPv6 ?? "none"),
            ("private IPv4", list(metadata.privateIPv4s)), ("ssh keys", "\(metadata.sshKeys.count)"),
            ("user-data", size(metadata.userData)), ("vendor-data", size(metadata.vendorData)),
            ("tags", list(metadata.tags)), ("variables", list(metadata.vars.keys.sorted())),
        ]
        for (name, value) in rows {
            machine.console.line(name + String(repeating: " ", count: 14 - name.count) + value)
        }
    }

    private func list(_ values: [String]) -> String { values.isEmpty ? "none" : values.joined(separator: ", ") }
    private func size(_ text: String?) -> String { text.map { "\($0.utf8.count) bytes" } ?? "none" }
}

extension Metadata {
    /// The record without the values of these variables: an owner's password may be one of them.
    fileprivate func hiding(_ names: Set<String>) -> Metadata {
        var record = self
        for name in names where record.vars[name] != nil { record.vars[name] = Redactor.mark }
        return record
    }
}
