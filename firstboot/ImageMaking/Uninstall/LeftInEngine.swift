import Docker
import Host
import ImageCheck
import Installation
import Plan

/// What an engine that does not answer still has of the app, as its files on the disk tell.
struct LeftInEngine {
    /// The app's volumes, also those that were put aside by a restore or an update.
    let volumes: [String]
    /// Names of images: of this release, and of earlier ones.
    let images: [String]
    /// What holds images of earlier releases.
    let tags: [String]

    private let project: String

    /// - Parameter earlierImages: Of the releases that the machine can go back to.
    init(_ machine: Machine, earlierImages: [ImageRecord.Entry]) {
        let tree = ImageTree(machine.files.root)
        let store = ImageStore(tree)
        let stack = machine.plan.stack
        project = stack.project
        let data = AppData(of: machine.plan, in: tree)
        // Which of the declared ones are external only Compose and the labels can tell: those have other names.
        let declared = Set(stack.volumes.map { "\(stack.project)_\($0)" })
        volumes = machine.files.names(in: "\(store.folder)/volumes").filter {
            machine.files.isFolder("\(store.folder)/volumes/\($0)/_data")
                && data.owns(volume: $0) && (!data.volumes.contains($0) || declared.contains($0))
        }.sorted()
        let recorded = (try? ImageRecord.read(on: machine).images) ?? []
        let all = Set((stack.pinnedImages + (recorded + earlierImages).map(\.name)).map(RemoveImages.familiar))
        if let changes = try? MachineChanges.read(on: machine), let others = try? RemoveImages(machine).namesOfOthers()
        {
            images = all.subtracting(others).filter { name in
                (changes.images?[name] ?? "").isEmpty && (store.isEmpty || store.holds(ImageReference(name)))
            }.sorted()
        } else {
            // Nobody knows which of them are the app's alone.
            images = []
        }
        tags = store.names(ofRepository: machine.paths.keptImages)
    }

    /// For the list of what stays.
    var lines: [String] {
        var lines = volumes.map { "the volume \($0)" }
        if !images.isEmpty { lines.append("the images \(images.joined(separator: ", "))") }
        if !tags.isEmpty { lines.append("the tags that hold earlier images: \(tags.joined(separator: ", "))") }
        return lines
    }

    /// What removes it once the engine runs, in this order: the volumes' and images' containers go first, and Docker keeps
    /// the last name of an image that a container uses.
    var commands: [String] {
        let label = "label=com.docker.compose.project=\(project)"
        var commands = [
            "docker ps -aq --filter \(label) | xargs -r docker rm -f -v",
            "docker volume ls -q --filter \(label) | xargs -r docker volume rm",
            "docker network ls -q --filter \(label) | xargs -r docker network rm",
        ]
        // The line above takes those with a label; whichever it took are no mistake here.
        if !volumes.isEmpty { commands.append(ShellWord.joined(["docker", "volume", "rm", "-f"] + volumes)) }
        for names in [tags, images] where !names.isEmpty {
            commands.append(ShellWord.joined(["docker", "image", "rm"] + names))
        }
        return commands
    }
}
