import Foundation
import Plan
import Providers

/// DigitalOcean's API, version 2: keys, droplets, their actions and snapshots, regions, image transfers.
struct DigitalOceanAPI {
    let state: CloudState
    let address: String

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
        case ("GET", 1, "regions"):
            let regions = Offering.known(of: .digitalOcean).map { ["slug": $0, "available": true] as [String: Any] }
            return .json(200, ["regions": regions, "meta": ["total": regions.count]])
        case ("POST", 2, "account"):
            let fields = try request.fields(required: ["name", "public_key"])
            let id = await state.addKey(fields["public_key"] as? String ?? "")
            return .json(201, ["ssh_key": ["id": id, "name": fields["name"] ?? "", "fingerprint": "00:\(id)"]])
        case ("DELETE", 3, "account"):
            return await state.removeKey(request.id(at: 2)) ? .done : .missing
        case ("POST", 1, "droplets"): return try await create(request)
        case ("DELETE", 2, "droplets"):
            return await state.remove(request.id(at: 1)) ? .done : .missing
        case (_, 2..., "droplets"): return try await droplet(request)
        case ("POST", 3, "images"):
            _ = try request.fields(required: ["type", "region"])
            return .json(201, ["action": await action(await state.note())])
        case ("GET", 4, "images"): return .json(200, ["action": await action(request.id(at: 3))])
        case ("GET", 2, "actions"): return .json(200, ["action": await action(request.id(at: 1))])
        default: return .missing
        }
    }

    private func create(_ request: CloudRequest) async throws(CloudReply) -> CloudReply {
        let fields = try request.fields(
            required: ["name", "region", "size", "image"],
            optional: [
                "ssh_keys", "backups", "ipv6", "private_networking", "monitoring", "user_data", "volumes", "tags",
                "vpc_uuid", "with_droplet_agent",
            ])
        let name = fields["name"] as? String ?? ""
        let tags = fields["tags"] as? [String] ?? []
        let rules = [(name, "[A-Za-z0-9.-]{1,255}")] + tags.map { ($0, "[[:alnum:]:_-]{1,255}") }
        for (text, pattern) in rules where (try? Pattern(pattern))?.matches(text) != true {
            throw .failure(422, "unprocessable_entity", "\(text) is not allowed here")
        }
        let region = fields["region"] as? String ?? ""
        guard Offering.known(of: .digitalOcean).contains(region) else {
            throw .failure(422, "unprocessable_entity", "there is no region \(region)")
        }
        let keys = (fields["ssh_keys"] as? [Any] ?? []).compactMap { $0 as? Int }
        let id = await state.create(name, keys: keys).machine
        return .json(202, ["droplet": await droplet(id) ?? [:], "links": [String: Any]()])
    }

    private func droplet(_ request: CloudRequest) async throws(CloudReply) -> CloudReply {
        let id = request.id(at: 1)
        guard let droplet = await droplet(id) else { return .missing }
        switch (request.method, request.path.count, request.path.last ?? "") {
        case ("GET", 2, _): return .json(200, ["droplet": droplet])
        case ("POST", 3, "actions"):
            let fields = try request.fields(required: ["type"], optional: ["name"])
            return try await act(fields["type"] as? String ?? "", on: id, name: fields["name"] as? String ?? "")
        case ("GET", 4, _): return .json(200, ["action": await action(request.id(at: 3))])
        case ("GET", 3, "snapshots"):
            let all = await state.snapshots
            let own = await state.machines[id]?.snapshots ?? []
            return .json(200, ["snapshots": own.map { ["id": $0, "name": all[$0] ?? ""] as [String: Any] }])
        default: return .missing
        }
    }

    private func act(_ type: String, on id: Int, name: String) async throws(CloudReply) -> CloudReply {
        switch type {
        case "shutdown": return .json(201, ["action": await action(await state.shutDown(id))])
        case "snapshot":
            guard !name.isEmpty else { throw .failure(422, "unprocessable_entity", "a snapshot needs a name") }
            guard let taken = await state.takeSnapshot(of: id, name: name) else {
                throw .failure(422, "unprocessable_entity", "the droplet is not off")
            }
            return .json(201, ["action": await action(taken.action)])
        default: throw .failure(422, "unprocessable_entity", "there is no action \(type)")
        }
    }

    private func droplet(_ id: Int) async -> [String: Any]? {
        guard let machine = await state.machines[id] else { return nil }
        let status: [CloudServer.Power: String] = [
            .starting: "new", .on: "active", .stopping: "active", .off: "off",
        ]
        let network: [String: Any] = [
            "ip_address": address, "netmask": "255.0.0.0", "gateway": "127.0.0.1", "type": "public",
        ]
        return [
            "id": id, "name": machine.name, "status": status[machine.power] ?? "new", "locked": false,
            "networks": ["v4": machine.power == .starting ? [] : [network], "v6": [Any]()],
        ]
    }

    private func action(_ id: Int) async -> [String: Any] {
        let names = ["running": "in-progress", "done": "completed", "failed": "errored"]
        return ["id": id, "status": names[await state.state(ofAction: id)] ?? "errored"]
    }
}

extension Offering {
    static func known(of provider: Provider) -> [String] { provider.facts.offering?.regions.known ?? [] }
}
