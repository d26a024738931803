/// What the image build left behind.
extension Rule {
    public static let temporaryFiles = Rule(
        "temporary-files", "The temporary folders are empty", help: "empty them; `NAMEctl seal` does"
    ) { image in
        Traces.temporaryFolders.flatMap { folder in
            image.tree.paths(in: folder) { !isOfTheRunningSystem($0) }
        }.map { Finding($0, "left over") }
    }

    /// Folders of sockets and services, which each boot creates again.
    private static func isOfTheRunningSystem(_ name: String) -> Bool {
        name.hasPrefix("systemd-private-") || name.hasPrefix(".") && name.hasSuffix("-unix")
            || name == "lost+found"
    }

    public static let packageCaches = Rule(
        "package-caches", "No package list or archive is left", help: "`NAMEctl seal` removes them"
    ) { image in
        Traces.packageCaches.compactMap { folder in
            let files = image.tree.files(under: folder).filter { !$0.hasSuffix("/lock") }
            return files.isEmpty ? nil : Finding(folder, "\(files.count) \(files.count == 1 ? "file" : "files")")
        }
    }

    public static let timerStamps = Rule(
        "timer-stamps", "systemd's timers have not run yet", help: "empty the folder; `NAMEctl seal` does"
    ) { image in
        image.tree.files(under: Traces.timerStamps).map { Finding($0, "this machine's last run") }
    }

    public static let rootScripts = Rule(
        "root-scripts", "No build script is in /root", help: "remove it; `NAMEctl seal` does"
    ) { image in
        image.tree.paths(in: "/root") { $0.hasSuffix(".sh") }.map { Finding($0, "left over") }
    }

    public static let locateDatabases = Rule(
        "locate-database", "`locate` knows no file of this machine", help: "remove it; `NAMEctl seal` does"
    ) { image in
        Traces.locateDatabases.filter(image.tree.exists).map { Finding($0, "names files that are gone") }
    }

    /// A path that must not be there, for a provider's own rules.
    public static func absent(_ path: String, as id: String, _ title: String, because: String, help: String) -> Rule {
        Rule(id, title, help: help) { image in
            image.tree.kind(path) == nil ? [] : [Finding(path, because)]
        }
    }
}
