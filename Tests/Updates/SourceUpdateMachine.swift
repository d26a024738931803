import Foundation
import Host
import Plan
import Stamp
import TestSupport
import Testing

/// A machine in a folder that builds Demo's one service from its source, with the real engine.
final class SourceUpdateMachine {
    let folder = TemporaryFolder()
    let project = "landfall-source-\(UUID().uuidString.prefix(6).lowercased())"
    /// What a test is updating to.
    var next = ""
    private let tools: (git: Tool, shell: Tool)
    private let listener: Listener

    var root: String { folder.file("root") }
    private var binary: String { folder.file("root/usr/local/bin/democtl") }
    private static let dockerfile = "FROM postgres:17\nCOPY page.txt /srv/\nCOPY agents /srv/agents\n"

    init() async throws {
        listener = try Listener()
        tools = (try #require(Tool("git")), try #require(Tool("sh")))
        try folder.write("root/etc/machine-id", String(repeating: "a", count: 32) + "\n")
        let release = try publish("1.0.0", page: "first\nmiddle\nlast\n")
        let program = "\(release)/\(Self.program)"
        let prepared = try await Command(program, ["prepare", "--root", root, "--images", release]).run()
        try #require(prepared.status == 0, "\(prepared.lastLines)")
        let boot = try await run("provision", "--console", "-")
        try #require(boot.status == 0, "\(boot.lastLines)")
    }

    private static var program: String { "demo-generic-\(ThisProcess.architecture)" }

    /// - Returns: The release's folder.
    private func publish(
        _ version: String, page: String, readme: String = "Put agents here.\n", dockerfile: String = dockerfile,
        health: String = "test -e /srv/page.txt"
    ) throws -> String {
        let place = "release-\(version)"
        try folder.write("\(place)/tree/demo/page.txt", page)
        try folder.write("\(place)/tree/demo/Dockerfile", dockerfile)
        try folder.write("\(place)/tree/demo/agents/README.md", readme)
        let packed = try tools.shell.run(
            ["-ec", "tar --create --file t -C tree demo && gzip -n <t >demo-source.tar.gz"], in: folder.file(place))
        try #require(packed.status == 0, "\(packed.output)")
        let tar = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.file("\(place)/t"))))
        let image = SourceTree.image(of: "web", app: project)
        let compose = """
            services:
              web:
                image: \(image)
                pull_policy: never
                entrypoint: [sleep, infinity]
                stop_signal: SIGKILL
                volumes: ["files:/data"]
                healthcheck: {test: [CMD-SHELL, '\(health)'], interval: 1s, retries: 3}
            volumes: {files: {}}
            """
        var stack = Stack(
            project: project, composeFile: "compose.yml",
            files: [StackFile(path: "compose.yml", content: .verbatim(Array(compose.utf8)))],
            services: [Service(name: "web", image: image, hasHealthcheck: true)], volumes: ["files"])
        stack.mounts = []
        var plan = Plan(app: App(name: "demo", title: "Demo", version: version), provider: "generic", stack: stack)
        plan.settle = 0
        // It holds always. Its time limits the wait for the service too.
        plan.ready = [ReadyCheck(probe: .tcp(address: "127.0.0.1:\(listener.port)"), within: 15)]
        plan.source = SourceTree(
            sha256: SHA256.hex(tar), size: tar.count, own: ["agents"],
            builds: [
                .init(
                    service: "web", image: image, context: "", dockerfile: "Dockerfile", target: nil, arguments: [:])
            ])
        let releases = TemporaryFolder()
        let made = try Executables.stamped(plan, in: releases)
        try? FileManager.default.removeItem(atPath: folder.file("\(place)/\(Self.program)"))
        try FileManager.default.moveItem(atPath: made, toPath: folder.file("\(place)/\(Self.program)"))
        return folder.file(place)
    }

    func command(_ verb: String, of version: String, page: String) throws -> Command {
        let release = try publish(version, page: page)
        return Command(binary, [verb, "--root", root, "--from", release, "--yes", "--no-backup"])
    }

    func update(
        _ version: String, page: String, readme: String = "Put agents here.\n", dockerfile: String = dockerfile,
        health: String = "test -e /srv/page.txt"
    ) async throws -> CommandResult {
        let release = try publish(version, page: page, readme: readme, dockerfile: dockerfile, health: health)
        return try await run("update", "--from", release, "--yes", "--no-backup")
    }

    func run(_ verb: String, _ flags: String...) async throws -> CommandResult {
        try await Command(binary, [verb, "--root", root] + flags).run()
    }

    /// Starts it and kills it at a moment, or lets it end where that does not come.
    func kill(_ command: Command, when holds: () -> Bool) async throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: command.executable)
        process.arguments = command.arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let deadline = ContinuousClock.now + .seconds(120)
        while process.isRunning, !holds(), ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(5))
        }
        if process.isRunning { Glibc.kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
    }

    var version: String {
        get async throws {
            let lines = try await Command(binary, ["--version"]).run().lastLines
            return lines.first { $0.hasPrefix("Demo ") }?.split(separator: " ")[1].description ?? ""
        }
    }

    /// The lines that the running service's image has.
    func served() async throws -> [String] {
        let words = ["exec", "\(project)-web-1", "sh", "-c", "cat /srv/page.txt /srv/agents/*"]
        let result = try await Command("docker", words).run()
        try #require(result.status == 0, "\(result.lastLines)")
        return result.lastLines
    }

    func write(_ path: String, _ text: String) throws { try folder.write("root/opt/demo/src/\(path)", text) }
    func has(_ path: String) -> Bool { FileManager.default.fileExists(atPath: "\(root)/\(path)") }
    var journal: String { (try? folder.read("root/var/lib/landfall/demo/update.json")) ?? "" }

    @discardableResult func git(_ words: String...) throws -> String {
        let result = try tools.git.run(words, in: root + "/opt/demo/src")
        try #require(result.status == 0, "\(result.output)")
        return result.output
    }

    /// The source's files, branches and changes.
    func state() throws -> String {
        let script = """
            cd root/opt/demo/src; find . -path ./.git -prune -o -type f -print0 | sort -z | xargs -0 sha256sum
            git for-each-ref refs/heads; git status --porcelain; git symbolic-ref HEAD
            """
        let result = try tools.shell.run(["-ec", script], in: folder.path)
        try #require(result.status == 0, "\(result.output)")
        return result.output
    }

    func takeAway() async throws {
        try await RealEngine.takeAway(project: project)
        let names = ["demo-kept", "localhost/\(project)-web"]
        for name in names {
            for tag in try await RealEngine.lines("image", "ls", "--format", "{{.Repository}}:{{.Tag}}", name) {
                _ = try await RealEngine.lines("image", "rm", tag)
            }
        }
    }
}
