import Docker
import Installation

/// Services whose containers see older files than those on the disk. Compose compares a service's configuration, but not
/// the files that it mounts, nor those that Compose itself writes into the container. A container keeps seeing a
/// replaced file's old version.
struct OutdatedServices {
    private let machine: Machine
    private let files: [RenderFiles.ReadAtStart]
    private let engine: DockerEngine

    init(_ rollout: Rollout) throws {
        machine = rollout.machine
        let difference = rollout.difference
        files = RenderFiles(machine, rollout.values).readAtStart.filter {
            // What has been taken back does not differ from what is recorded.
            if rollout.isTakenBack { return true }
            return $0.isComposes ? difference.changesComposeFiles : difference.changesMountedFiles
        }
        engine = try DockerEngine()
    }

    func names() async throws -> Set<String> {
        if files.isEmpty { return [] }
        let containers = try engine.containers(project: machine.plan.stack.project)
        return try mounting(containers).union(try await written(containers))
    }

    private func mounting(_ all: [Container]) throws -> Set<String> {
        let sources = try MountSources(engine)
        // What nobody has mounted may be read otherwise, such as a profile of seccomp.
        let others = files.filter { file in !file.isComposes && !all.contains { sources.mayShow(file.path, to: $0) } }
        // One that is stopped reads them as it starts.
        let outdated = try all.filter { !["created", "exited", "dead"].contains($0.state) }.filter { container in
            // Few have mounted what Compose reads.
            let known = files.filter { !$0.isComposes || container.mounts != nil }
            let seen = known.filter { sources.mayShow($0.path, to: container) } + others
            if seen.isEmpty { return false }
            let since = try engine.record(of: container)?.startedAt ?? Double(container.created ?? 0)
            return seen.contains { since <= $0.changed }
        }
        return Set(outdated.map(\.service))
    }

    private func written(_ all: [Container]) async throws -> Set<String> {
        let changed = files.filter(\.isComposes).map(\.changed).max() ?? 0
        let older = try all.filter { container in
            try engine.record(of: container)?.createdAt ?? Double(container.created ?? 0) <= changed
        }
        if older.isEmpty { return [] }
        return try await InlineFiles.services(machine).intersection(older.map(\.service))
    }
}
