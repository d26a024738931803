import Foundation
import Plan
import Providers

/// Hetzner's cloud API, version 1: keys, servers, their actions and images.
struct HetznerAPI {
    let state: CloudState
    let address: String

    private static let epoch = "2026-01-01T00:00:00+00:00"

    func answer(_ request: CloudRequest) async -> CloudReply {
        do throws(CloudReply) {
            return try await route(request)
        } catch {
            return error
        }
    }

    private func route(_ request: CloudRequest) async throws(CloudReply) -> CloudReply {
        let path = request.path
        switch (request.method, path.count, path.first) {
        case ("POST", 1, "ssh_keys"):
            let fields = try request.fields(required: ["name", "public_key"], optional: ["labels"])
            let id = await state.addKey(fields["public_key"] as? String ?? "")
            return .json(
                201, ["ssh_key": ["id": id, "name": fields["name"] ?? "", "fingerprint": "", "created": Self.epoch]])
        case ("DELETE", 2, "ssh_keys"):
            return await state.removeKey(request.id(at: 1)) ? .done : .missing
        case ("GET", 1, "images"), ("GET", 1, "server_types"):
            let kind = path[0]
            let known = [
                ["id": 1, "name": kind, "architecture": "x86", "type": "system", "status": "available"] as [String: Any]
            ]
            return .json(200, [kind: known])
        case ("POST", 1, "servers"): return try await create(request)
        case ("GET", 2, "servers"):
            guard let server = await server(request.id(at: 1)) else { return .missing }
            return .json(200, ["server": server])
        case ("DELETE", 2, "servers"):
            guard await state.remove(request.id(at: 1)) else { return .missing }
            return .json(200, ["action": await action(await state.note(), "delete_server")])
        case ("POST", 4, "servers"): return try await act(request)
        case ("GET", 2, "actions"): return .json(200, ["action": await action(request.id(at: 1), "")])
        default: return .missing
        }
    }

    private func create(_ request: CloudRequest) async throws(CloudReply) -> CloudReply {
        let fields = try request.fields(
            required: ["name", "server_type", "image"],
            optional: [
                "location", "ssh_keys", "user_data", "labels", "start_after_create", "automount", "volumes",
                "networks", "firewalls", "public_net", "datacenter",
            ])
        let name = fields["name"] as? String ?? ""
        guard (try? Pattern("[A-Za-z0-9]([A-Za-z0-9.-]{0,61}[A-Za-z0-9])?"))?.matches(name) == true else {
            throw .failure(422, "invalid_input", "\(name) is no host name")
        }
        let location = fields["location"] as? String ?? ""
        guard Offering.known(of: .hetzner).contains(location) else {
            throw .failure(422, "invalid_input", "there is no location \(location)")
        }
        let keys = (fields["ssh_keys"] as? [Any] ?? []).compactMap { $0 as? Int }
        let made = await state.create(name, keys: keys)
        return .json(
            201,
            [
                "server": await server(made.machine) ?? [:], "action": await action(made.action, "create_server"),
                "next_actions": [Any](), "root_password": NSNull(),
            ])
    }

    private func act(_ request: CloudRequest) async throws(CloudReply) -> CloudReply {
        let id = request.id(at: 1)
        guard await state.machines[id] != nil else { return .missing }
        switch request.path[3] {
        case "shutdown": return .json(201, ["action": await action(await state.shutDown(id), "shutdown_server")])
        case "create_image":
            let fields = try request.fields(required: ["type", "description"], optional: ["labels"])
            for (key, value) in fields["labels"] as? [String: String] ?? [:] { try Self.check(label: key, value) }
            let name = fields["description"] as? String ?? ""
            guard let taken = await state.takeSnapshot(of: id, name: name) else {
                throw .failure(422, "invalid_input", "the server is not off")
            }
            let image: [String: Any] = [
                "id": taken.snapshot, "type": "snapshot", "description": name, "status": "creating",
            ]
            return .json(201, ["image": image, "action": await action(taken.action, "create_image")])
        default: return .missing
        }
    }

    /// Both halves of a label begin and end with a letter or digit and have at most 63 characters.
    private static func check(label key: String, _ value: String) throws(CloudReply) {
        let rule = "[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?"
        guard let pattern = try? Pattern(rule), pattern.matches(key), value.isEmpty || pattern.matches(value) else {
            throw .failure(422, "invalid_input", "invalid label \(key)=\(value)")
        }
    }

    private func server(_ id: Int) async -> [String: Any]? {
        guard let machine = await state.machines[id] else { return nil }
        let status: [CloudServer.Power: String] = [
            .starting: "initializing", .on: "running", .stopping: "stopping", .off: "off",
        ]
        return [
            "id": id, "name": machine.name, "status": status[machine.power] ?? "unknown", "created": Self.epoch,
            "public_net": ["ipv4": ["ip": address, "blocked": false]],
        ]
    }

    private func action(_ id: Int, _ command: String) async -> [String: Any] {
        let names = ["running": "running", "done": "success", "failed": "error"]
        let name = await state.state(ofAction: id)
        return [
            "id": id, "command": command, "status": names[name] ?? "error", "progress": name == "done" ? 100 : 0,
            "started": Self.epoch, "resources": [Any](),
        ]
    }
}
