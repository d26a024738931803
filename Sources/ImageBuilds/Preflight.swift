import Foundation
import Host

/// Everything that blocks some builds, checked before the first one starts.
enum Preflight {
    static func run(_ jobs: [BuildJob], environment: [String: String]) async -> (PackerProgram?, [Missing]) {
        var missing = jobs.compactMap { token(of: $0, environment) } + jobs.flatMap { disk(of: $0, environment) }
        do throws(Missing) {
            let packer = try await PackerProgram.find()
            for job in jobs {
                do throws(Missing) {
                    try await packer.preparePlugin(of: job)
                } catch {
                    missing.append(error)
                }
            }
            return (packer, missing)
        } catch {
            return (nil, [error] + missing)
        }
    }

    private static func token(of job: BuildJob, _ environment: [String: String]) -> Missing? {
        guard let token = job.source.token else { return nil }
        let value = environment[token.environment] ?? ""
        if value.contains(where: { !$0.isWhitespace }) { return nil }
        let state = environment[token.environment] == nil ? "is not set" : "is empty"
        return Missing(
            "\(job.provider.title): the environment variable \(token.environment) \(state)",
            help: "set it to \(token.rights)")
    }

    /// - Parameter kvm: The device through which QEMU uses hardware virtualisation.
    static func disk(of job: BuildJob, _ environment: [String: String], kvm: String = "/dev/kvm") -> [Missing] {
        guard job.source.writesLocalDisk else { return [] }
        var missing: [Missing] = []
        let given = job.variables["qemu_binary"] ?? ""
        let emulator = given.isEmpty ? job.architecture.emulator : given
        let folders = (environment["PATH"] ?? "").split(separator: ":").map(String.init)
        let places = emulator.contains("/") ? [emulator] : folders.map { "\($0)/\(emulator)" }
        if !places.contains(where: FileManager.default.isExecutableFile) {
            missing.append(
                Missing(
                    "\(emulator) is not installed",
                    help: "install Debian's or Ubuntu's "
                        + job.architecture.emulatorPackages.joined(separator: " and ")))
        }
        let isOwn = job.architecture == .here
        if job.variables["accelerator"] ?? "kvm" == "kvm", !isOwn {
            missing.append(
                Missing(
                    "an \(job.architecture.rawValue) machine has another processor than this computer",
                    help: "use the slow emulation with --var accelerator=tcg"))
        } else if job.variables["accelerator"] ?? "kvm" == "kvm", !FileManager.default.isWritableFile(atPath: kvm) {
            missing.append(
                Missing(
                    "\(kvm) cannot be used: this computer has no hardware virtualisation, or you may not use it",
                    help: "join the group kvm, or use the slow emulation with --var accelerator=tcg"))
        }
        let key = (job.variables["ssh_private_key_file"] ?? "~/.ssh/id_ed25519") as NSString
        for path in [key.expandingTildeInPath, key.expandingTildeInPath + ".pub"]
        where !FileManager.default.isReadableFile(atPath: path) {
            missing.append(
                Missing(
                    "there is no key \(path); Packer needs it to log in to the virtual machine",
                    help: "make one with `"
                        + Command("ssh-keygen", ["-t", "ed25519", "-f", key.expandingTildeInPath]).line
                        + "`, or give one with --var ssh_private_key_file=FILE"))
        }
        return missing
    }
}
