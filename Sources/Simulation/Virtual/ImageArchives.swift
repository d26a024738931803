import Foundation
import Host
import Plan
import Stamp
import VirtualMachine

/// The stack's container images as a folder of archives.
enum ImageArchives {
    /// What identifies a folder's archives without reading gigabytes.
    static func inputs(_ folder: String?) throws -> [String] {
        guard let folder else { return [] }
        return try Files(.system).names(in: folder).map { name in
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")
            let date = (attributes[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
            return "\(name) \(attributes[.size] ?? 0) \(date)"
        }
    }

    /// Takes the images from this computer's Docker Engine, where the publisher has them.
    ///
    /// - Returns: The folder. It is made again only if an image has changed.
    /// - Throws: ``ThisComputer/Unfit`` if there is no engine, or it lacks an image.
    static func fromEngine(
        _ plan: Plan, for processor: Architecture, in cache: String, _ console: Console
    ) async throws -> String? {
        try Files(.system).createFolder(cache)
        let built = plan.source?.builds.map(\.image) ?? []
        let names = plan.stack.images.filter { !$0.contains("$") && !built.contains($0) }
        if names.isEmpty { return nil }
        try await ThisComputer.requireEngine(
            otherwise: ", or give a folder with `docker save` archives of the stack's images: --images DIR")
        var identities: [String] = []
        for name in names {
            let answer = try await Command(
                "docker", ["image", "inspect", "--format", "{{.Architecture}} {{.Id}}", name]
            ).run()
            guard answer.succeeded, let identity = answer.lastLines.last else {
                throw ThisComputer.Unfit(
                    description: "this computer's Docker Engine does not have the image \(name)\n"
                        + "help: \(Command("docker", ["pull", name]).line), or build it; or give archives with --images DIR"
                )
            }
            let own = String(identity.prefix { $0 != " " })
            guard Architecture(platform: own) == processor else {
                let pull = ["pull", "--platform", processor.platform, name]
                throw ThisComputer.Unfit(
                    description: "this computer's Docker Engine has the image \(name) for \(own), and the machine's "
                        + "processor is \(processor.imageName)\n"
                        + "help: \(Command("docker", pull).line), or build it for that; or give archives with --images DIR"
                )
            }
            identities.append("\(name) \(identity)")
        }
        let digest = SHA256.hex(Array(identities.joined(separator: "\n").utf8)).prefix(16)
        let folder = "\(cache)/images-\(plan.app.name)-\(digest)"
        let files = Files(.system)
        let lock = try await Lock.wait(for: "\(cache)/.images-\(plan.app.name).lock", in: files) {
            console.line("Another run is copying the same images; waiting for it")
        }
        defer { _ = lock }
        if files.isFolder(folder) { return folder }
        for name in files.names(in: cache) where name.hasPrefix("images-\(plan.app.name)-") {
            try files.removeTree("\(cache)/\(name)")
        }
        console.line("Copying the stack's images from the Docker Engine: \(names.joined(separator: ", "))")
        let new = "\(cache)/.new-\(UUID().uuidString.lowercased())"
        try files.createFolder(new)
        let saved = try await Command("docker", ["save", "--output", "\(new)/\(plan.app.name).tar"] + names).run()
        guard saved.succeeded else {
            try files.removeTree(new)
            throw ThisComputer.Unfit(
                description: "docker save failed\n  " + saved.lastLines.suffix(3).joined(separator: "\n  "))
        }
        try FileManager.default.moveItem(atPath: new, toPath: folder)
        return folder
    }
}
