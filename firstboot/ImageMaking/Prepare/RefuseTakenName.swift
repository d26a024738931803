import Host
import Installation
import Plan
import Text

/// Stops before anything is changed if a program or unit on the machine has the app's name already.
///
/// `landfall check` knows the names on the supported images; only the machine knows what else is there.
struct RefuseTakenName: ImageStep {
    let machine: Machine
    let title = "Checking that the app's name is free"

    init(_ machine: Machine) { self.machine = machine }

    func run() async throws {
        let name = machine.plan.app.name
        if let other = machine.sameProject {
            throw Failure(
                .invalidInput,
                "\(machine.plan.stack.project) would be the Compose project of both \(machine.paths.name) and \(other)",
                help: "take another name for one of the two, or take \(other) off by "
                    + "`\(Paths.command(named: other)) uninstall`")
        }
        if let path = foreignUnit ?? foreignProgram {
            throw Failure(
                .invalidInput, "this machine has \(path), which is not \(machine.plan.app.title)'s",
                help: machine.instance.map { "take another ID than \($0), or remove what put \(path) there" }
                    ?? "publish the app under another `name`: `\(name)` is taken here; or remove what put \(path) there"
            )
        }
    }

    /// systemd takes the first of these folders that has the unit, so our units would replace a package's.
    private var foreignUnit: String? {
        let name = machine.plan.app.name
        let folders = ["/etc", "/run", "/usr/local/lib", "/usr/lib", "/lib"].map { $0 + "/systemd/system" }
        if machine.instance != nil {
            let units = Units(machine.plan, machine.paths).names
            return folders.flatMap { folder in units.map { "\(folder)/\($0)" } }
                .first { machine.files.exists($0) && !isOurs(unit: $0) }
        }
        let services = ["", "-firstboot", "-swap", "-backup", "-notice", "-update", "-domain"]
        let units = services.map { "\(name)\($0).service" }
        let timers = ["-backup.timer", "-notice.timer", "-domain.timer"]
        let others = ([".socket", ".timer", ".path"] + timers).map { name + $0 }
        let paths = folders.flatMap { folder in (units + others).map { "\(folder)/\($0)" } } + ["/etc/init.d/\(name)"]
        return paths.first { machine.files.exists($0) && !isOurs(unit: $0) }
    }

    private func isOurs(unit path: String) -> Bool {
        guard let bytes = try? machine.files.read(path, limit: 1 << 20) else { return false }
        // If the owner has masked a unit, it is a link to /dev/null.
        let text = String(decoding: bytes, as: UTF8.self)
        return bytes.isEmpty || text.contains("=\(machine.paths.binary) ") || isBesideOurService(path)
    }

    /// A timer starts the service of the same name.
    private func isBesideOurService(_ path: String) -> Bool {
        guard path.hasSuffix(".timer") else { return false }
        let service = path.dropLast("timer".count) + "service"
        return (try? machine.files.read(String(service), limit: 1 << 20)).flatMap { $0 }.map {
            String(decoding: $0, as: UTF8.self).contains("=\(machine.paths.binary) ")
        } ?? false
    }

    private var foreignProgram: String? {
        let command = machine.paths.binary.split(separator: "/").last ?? ""
        let others = ["/usr/local/sbin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"].map { "\($0)/\(command)" }
        if let path = others.first(where: machine.files.exists) { return path }
        let own = machine.paths.binary
        guard machine.files.exists(own) else { return nil }
        return machine.installedPlan?.app.name == machine.plan.app.name ? nil : own
    }
}
