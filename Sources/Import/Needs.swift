import ComposeFile
import YAML

/// What the services' limits and reservations say of the smallest machine.
struct Needs {
    let draft: Draft

    /// app.yaml's `requires`; empty where the file says nothing.
    func run() -> [(String, YAMLValue)] {
        var (processors, reserved, largest) = (0.0, 0.0, 0.0)
        for service in draft.running {
            let resources = service["deploy"]?["resources"]
            let limits = resources?["limits"]
            let reservations = resources?["reservations"]
            for node in [service["cpus"], limits?["cpus"], reservations?["cpus"]] {
                processors = max(processors, text(node).flatMap(Double.init) ?? 0)
            }
            reserved += (service["mem_reservation"] ?? reservations?["memory"]).flatMap(bytes) ?? 0
            largest = max(largest, (service["mem_limit"] ?? limits?["memory"]).flatMap(bytes) ?? 0)
        }
        var keys: [(String, YAMLValue)] = []
        let count = Int(min(processors, 1024).rounded(.up))
        if count > 1 {
            keys.append(("cpus", .int(count)))
            draft.report.add(
                .value,
                "`requires` has \(count) CPUs: Docker starts no container whose limit is above what the machine has")
        }
        let gibibytes = Int((min(max(reserved, largest), 0x1p50) / 0x1p30).rounded(.up))
        if gibibytes > 0 {
            keys.append(("memory", .string("\(gibibytes)GiB")))
            draft.report.add(
                .value,
                "`requires` has \(gibibytes) GiB of memory, by the services' reservations and their largest limit: see that "
                    + "it is enough for all of them")
        }
        return keys
    }

    private func text(_ node: Node?) -> String? {
        node?.string.flatMap { Interpolation($0).resolved(draft.value) }
    }

    private func bytes(_ node: Node) -> Double? {
        guard let text = text(node)?.lowercased() else { return nil }
        let digits = text.prefix { $0.isASCII && $0.isNumber || $0 == "." }
        guard let number = Double(digits) else { return nil }
        let powers = ["k": 10.0, "m": 20, "g": 30, "t": 40, "p": 50]
        let unit = text.dropFirst(digits.count).drop { $0 == " " }.first.map(String.init) ?? ""
        var value = number
        for _ in 0..<Int((powers[unit] ?? 0) / 10) { value *= 1024 }
        return value
    }
}
