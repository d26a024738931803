import Glibc
import Host
import Installation
import Providers

/// What the provider's marketplace requires of an image.
struct AddProviderExtras: ImageStep {
    let machine: Machine
    let title = "Adding what the provider requires"

    init(_ machine: Machine) { self.machine = machine }

    func run() async throws {
        guard let extras = Provider.named(machine.plan.provider.rawValue)?.imageExtras else {
            return machine.note("nothing")
        }
        if machine.files.root.isSystem, !extras.unwantedPackages.isEmpty { try await remove(extras.unwantedPackages) }
        for path in extras.unwantedPaths { try machine.files.removeTree(path) }
        let build = try build()
        let files = extras.files.map { Files.Write($0.path, Array($0.text(build).utf8), mode: 0o644) }
        try machine.files.writeWithFolders(files)
        for file in files { machine.note(file.path) }
        if !extras.kernelOptions.isEmpty { try await addKernelOptions(extras.kernelOptions) }
    }

    private func remove(_ packages: [String]) async throws {
        let manager = try machine.packaging().packageManager(machine.console)
        let missing = try await manager.missing(packages)
        let installed = packages.filter { !missing.contains($0) }
        guard !installed.isEmpty else { return }
        machine.note("removing \(installed.joined(separator: ", "))")
        try await manager.purge(installed)
    }

    private func build() throws -> ImageExtras.Build {
        var names = utsname()
        uname(&names)
        let architecture = withUnsafePointer(to: &names.machine) {
            $0.withMemoryRebound(to: CChar.self, capacity: 65) { String(cString: $0) }
        }
        let system = try OSRelease(machine.files)
        return ImageExtras.Build(
            app: machine.plan.app, distribution: system?.name?.split(separator: " ").first.map(String.init) ?? "",
            release: system?.version ?? "", codename: system?.codename ?? "",
            architecture: architecture, date: String((Timestamp.now.iso8601 ?? "").prefix(10)))
    }

    private func addKernelOptions(_ options: [String]) async throws {
        let words = options.joined(separator: " ")
        machine.note("kernel option \(words)")
        if try machine.packagingIfKnown()?.manager == .dnf {
            guard machine.files.root.isSystem else { return }
            _ = try await Command("grubby", ["--update-kernel=ALL", "--args=\(words)"]).run()
            return
        }
        // On Debian and Ubuntu, grub-mkconfig reads these after /etc/default/grub.
        let text = "GRUB_CMDLINE_LINUX=\"$GRUB_CMDLINE_LINUX \(words)\"\n"
        try machine.files.writeWithFolders([
            .init("/etc/default/grub.d/90-landfall.cfg", Array(text.utf8), mode: 0o644)
        ])
        // A container has no boot loader.
        guard machine.files.root.isSystem, machine.files.exists("/usr/sbin/update-grub") else { return }
        let result = try await Command("update-grub").run()
        if result.succeeded { return }
        throw Failure(
            .unavailable, "update-grub failed", details: Array(result.lastLines.suffix(10)),
            help: "fix what it says and run this again")
    }
}
