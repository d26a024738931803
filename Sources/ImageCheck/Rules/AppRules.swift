import Plan
import Text

/// The image's app: all its parts are there, and nothing of a machine that it ran on.
extension Rule {
    public static let program = Rule(
        "first-boot-program", "The first-boot program is installed", help: "run `NAMEctl prepare` on the machine"
    ) { image in
        guard !image.apps.isEmpty else {
            return [Finding(Paths.binaries, "there is no executable with an app's plan (NAMEctl)")]
        }
        return image.apps.flatMap { app -> [Finding] in
            let isItself = app.binary == app.paths.binary
            return (isItself ? [] : [Finding(app.binary, "is the program of \(app.plan.app.name)")])
                + (image.tree.isExecutable(app.binary) ? [] : [Finding(app.binary, "is not executable")])
        }
    }

    public static let hook = Rule(
        "first-boot-hook", "cloud-init starts the first boot",
        help: "`NAMEctl seal` installs the hook again after `cloud-init clean`, which removes it"
    ) { image throws(NotChecked) in
        try image.requiredApps().compactMap { app in
            guard image.tree.size(app.paths.hook) != nil else {
                return Finding(app.paths.hook, "is missing")
            }
            if !image.tree.isExecutable(app.paths.hook) {
                return Finding(app.paths.hook, "is not executable, so cloud-init skips it")
            }
            return image.tree.text(app.paths.hook).hasPrefix("#!")
                ? nil : Finding(app.paths.hook, "does not begin with #!, so nothing can run it")
        }
    }

    public static let units = Rule(
        "units", "The app's units are enabled and valid", help: "run `NAMEctl prepare` again"
    ) { image throws(NotChecked) in
        try image.requiredApps().flatMap { app in
            ["\(app.plan.app.name)-firstboot.service", "\(app.plan.app.name).service"].flatMap {
                UnitInspection(image.tree, $0).findings
            }
        }
    }

    public static let stack = Rule(
        "stack", "The stack's files are laid down", help: "run `NAMEctl prepare` again"
    ) { image throws(NotChecked) in
        try image.requiredApps().flatMap { app in
            app.plan.stack.files.compactMap { file -> Finding? in
                guard case .verbatim(let bytes) = file.content else { return nil }
                let path = "\(app.paths.stack)/\(file.path)"
                guard let there = image.tree.bytes(path) else { return Finding(path, "is missing") }
                return there == bytes ? nil : Finding(path, "is not the one that the first-boot program knows")
            }
        }
    }

    public static let images = Rule(
        "container-images", "The stack's container images are there",
        help: "run `NAMEctl prepare` again: it pulls them, or loads them from the archives of --images DIR"
    ) { image throws(NotChecked) in
        let store = ImageStore(image.tree)
        return try image.requiredApps().flatMap { app in
            Set(app.plan.stack.services.compactMap(\.image)).sorted()
                // Its name depends on the machine's values, so the first boot pulls it.
                .filter { !$0.contains("$") && !store.holds(ImageReference($0)) }
                .map { Finding(store.folder, "does not hold \($0)") }
        }
    }

    public static let pinnedImages = Rule(
        "pinned-images", "The stack's container images are pinned",
        help: "name a version or a digest in the compose file, and build the image again"
    ) { image throws(NotChecked) in
        try image.requiredApps().flatMap { app in
            Set(app.plan.stack.services.compactMap(\.image)).sorted()
                .filter { !$0.contains("$") && !ImageReference($0).isPinned }
                .map { Finding("\(app.paths.stack)/\(app.plan.stack.composeFile)", "\($0) changes under its name") }
        }
    }

    public static let state = Rule(
        "state", "No secret and no state of a first boot is there",
        help: "`NAMEctl seal --forget` removes this app's; what another app left you must remove yourself"
    ) { image throws(NotChecked) in
        let ofApps = image.apps.flatMap { app -> [String] in
            let rendered = app.plan.stack.files.filter { if case .rendered = $0.content { true } else { false } }
            return rendered.map { "\(app.paths.stack)/\($0.path)" }
                + [app.paths.parameters, app.paths.credentials, app.paths.progress]
        }
        // Including those of an app whose program is gone.
        let ofOthers =
            image.tree.paths(in: Paths.stacks).map { $0 + "/.env" }
            + image.tree.paths(in: Paths.states).flatMap { ["\($0)/state.json", "\($0)/secrets.json"] }
        let found = (ofApps + ofOthers).filter { image.tree.size($0) != nil }
        if found.isEmpty { _ = try image.requiredApps() }
        return found.map { Finding($0, "left by a first boot") }
    }

    public static let containers = Rule(
        "containers", "No container and no volume of the app is there",
        help:
            "run `NAMEctl seal --forget` on the machine itself, where Docker runs: it removes the app's. Remove others "
            + "with `docker rm` and `docker volume rm`"
    ) { image throws(NotChecked) in
        let folder = ImageStore(image.tree).folder
        let named = Set(image.apps.flatMap { app in app.plan.stack.volumes.map { "\(app.plan.stack.project)_\($0)" } })
        let data = image.apps.map { AppData(of: $0.plan, in: image.tree) }
        let volumes = image.tree.names(in: folder + "/volumes").filter { name in
            named.contains(name) || Traces.isAnonymousVolume(name) || data.contains { $0.owns(volume: name) }
        }
        let found =
            image.tree.paths(in: folder + "/containers").map { Finding($0, "a container, with its environment") }
            + volumes.map { Finding("\(folder)/volumes/\($0)", "the data of a machine") }
        if found.isEmpty { _ = try image.requiredApps() }
        return found
    }

    public static let appData = Rule(
        "app-data", "There is no machine's data where the app keeps its data",
        help:
            "`NAMEctl seal --forget` empties the folders of the machine that the compose file mounts into its services; "
            + "list files that belong to the app under `files` in app.yaml"
    ) { image throws(NotChecked) in
        try image.requiredApps().flatMap { app -> [Finding] in
            let data = AppData(of: app.plan, in: image.tree)
            for reason in data.unknown { image.tree.gaps.note(reason) }
            return data.leftovers(of: app.plan, in: image.tree).map { Finding($0, "left by a machine that ran") }
        }
    }

    public static let motd = Rule(
        "motd", "The message at login describes the app", help: "run `NAMEctl prepare` again"
    ) { image throws(NotChecked) in
        let apps = try image.requiredApps()
        let places =
            ["/etc/motd"]
            + ["/etc/update-motd.d", "/etc/motd.d", "/etc/profile.d"].flatMap {
                image.tree.paths(in: $0)
            }
        let texts = places.map(image.tree.text)
        return apps.filter { app in
            !texts.contains { $0.contains(app.plan.app.title) || $0.contains(Paths.command(of: app.plan.app.name)) }
        }.map { Finding("/etc/motd", "nothing there or in /etc/update-motd.d names \($0.plan.app.title)") }
    }
}
