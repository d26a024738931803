import Foundation
import Host
import TestSupport
import Testing

/// orchestrator on two clouds, whose machines build it from its source, and what its owner does with that.
@Suite(.enabled(if: RealEngine.isHere, "run by Scripts/with-engine"), .serialized) struct OrchestratorTests {
    private static let port = 28341

    @Test func `it boots on a second cloud with all services and leaves nothing`() async throws {
        try await ExampleMachine.boots(
            "orchestrator", on: "upcloud", ports: ["9000=28342", "9300=28343"], values: ["services=all"])
    }

    @Test func `the owner's agents and changes outlast updates, and go back with the data`() async throws {
        let machine = try await ExampleMachine(
            "orchestrator", on: "hetzner", ports: ["9000=\(Self.port)"], values: ["services=none"])
        let source = OrchestratorSource(machine)
        let key = try machine.credential("API key")
        func ask(_ path: String, body: String? = nil) async throws -> String {
            try await machine.ask("http://orchestrator.test\(path)", at: Self.port, key: key, body: body)
        }
        /// Queues a run and waits until a worker has done it.
        func run(_ workflow: String, _ input: String, gives result: String) async throws {
            let asked = try await ask("/api/runs", body: #"{"workflow":"\#(workflow)","input":"\#(input)"}"#)
            #expect(asked.hasPrefix("200 "), "\(asked)")
            try await eventually {
                let newest = try await ask("/api/runs").prefix { $0 != "}" }
                return newest.contains(#""state":"done","result":"\#(result)","worker":""#)
            }
        }
        func inputs() async throws -> [String] {
            try await ask("/api/runs").split(separator: #""input":""#).dropFirst().map { run in
                String(run.prefix { $0 != "\"" })
            }
        }
        #expect(try await ask("/health") == #"200 {"status":"ok","version":"1.0.0"}"#)
        try await run("welcome", "Ada", gives: "ADA, welcome to the team.")
        let doctor = try await machine.run("doctor")
        #expect(doctor.contains { $0.hasPrefix("PASS  source: ") }, "\(doctor)")

        try source.changeAsOwner()
        let owners = try await source.state()
        let file = machine.place("backup.tar.gz")
        try await machine.run("backup", "--to", file)
        #expect(try await source.bundled("agents/doubler.yaml", in: file) == OrchestratorSource.agent)

        try await machine.update(to: "1.1.0", edit: OrchestratorSource.release)
        #expect(try await ask("/health") == #"200 {"status":"ok","version":"1.1.0"}"#)
        try await run("double", "Grace", gives: "Grace and Grace, welcome to the team.")
        let page = try await ask("/")
        #expect(page.contains("<h1>Orchestrator 1.1</h1>") && page.contains("Show our runs"), "\(page)")
        #expect(try source.isMerged)
        #expect(try await inputs() == ["Grace", "Ada"])

        try await machine.run("rollback", "--yes")
        #expect(try await ask("/health") == #"200 {"status":"ok","version":"1.0.0"}"#)
        #expect(try await inputs() == ["Ada"])
        #expect(try await source.state() == owners)

        try await run("welcome", "Joan", gives: "JOAN, welcome to the team.")
        try await machine.run("restore", file)
        #expect(try await inputs() == ["Ada"])
        #expect(try await source.state() == owners)
        try await machine.takeAway()
        await source.removeImages()
    }
}

/// The source on a machine, and what its owner and its publisher change in it.
private struct OrchestratorSource {
    private let machine: ExampleMachine
    private static let place = "/opt/orchestrator/src"

    init(_ machine: ExampleMachine) { self.machine = machine }

    static let agent = "answer: \"{{.Input | twice}}\"\n"

    /// An agent and a workflow of the owner's own, and changes to files that are the publisher's.
    func changeAsOwner() throws {
        try machine.write("\(Self.place)/agents/doubler.yaml", Self.agent)
        try machine.write("\(Self.place)/workflows/double.yaml", "steps: [doubler, greeter]\n")
        let folder = machine.place("root\(Self.place)")
        try Self.edit("\(folder)/apps/web/index.html", "Show the runs", "Show our runs")
        try Self.edit(
            "\(folder)/shared/src/flow/definitions.go", #""trim": strings.TrimSpace}"#,
            #""trim": strings.TrimSpace,"# + "\n\t"
                + #""twice": func(text string) string { return text + " and " + text }}"#)
    }

    /// The next release: a file has another name, a page another title, and the first agents, which are the owner's by then,
    /// other words.
    static func release(_ folder: String) throws {
        let shared = "\(folder)/shared/src/flow"
        try FileManager.default.moveItem(atPath: "\(shared)/definitions.go", toPath: "\(shared)/agents.go")
        try edit("\(shared)/agents.go", "// longest is how many bytes", "// longest is how many bytes of text")
        try edit("\(folder)/apps/web/index.html", "<h1>Orchestrator</h1>", "<h1>Orchestrator 1.1</h1>")
        try edit("\(folder)/agents/greeter.yaml", "welcome to the team", "hello from 1.1")
    }

    private static func edit(_ file: String, _ old: String, _ new: String) throws {
        let text = try String(contentsOfFile: file, encoding: .utf8)
        try #require(text.contains(old), "\(file)")
        try text.replacing(old, with: new).write(toFile: file, atomically: true, encoding: .utf8)
    }

    /// Whether the file has the release's name and both sides' lines, and the owner's folders have nothing of the release's.
    var isMerged: Bool {
        get throws {
            let shared = "\(Self.place)/shared/src/flow"
            let merged = try machine.read("\(shared)/agents.go")
            return try !machine.isThere("\(shared)/definitions.go") && merged.contains("\"twice\": func")
                && merged.contains("bytes of text")
                && machine.read("\(Self.place)/agents/greeter.yaml").contains("welcome to the team")
                && machine.read("\(Self.place)/agents/doubler.yaml") == Self.agent
        }
    }

    /// The files, branches and uncommitted changes.
    func state() async throws -> [String] {
        try await shell(
            """
            find . -path ./.git -prune -o -type f -print0 | sort --zero-terminated | xargs --null sha256sum
            git for-each-ref refs/heads; git status --porcelain; git symbolic-ref HEAD
            """)
    }

    /// What a backup has of a file that was never committed.
    func bundled(_ name: String, in backup: String) async throws -> String {
        let lines = try await shell(
            """
            place=$(mktemp --directory); trap 'rm --recursive "$place"' EXIT
            tar --extract --gzip --file '\(backup)' --directory "$place" --wildcards --no-anchored 'stack/source.bundle'
            git init --quiet "$place/new" && cd "$place/new"
            git fetch --quiet "$(find "$place" -name source.bundle)" refs/landfall/backup
            git show 'FETCH_HEAD:\(name)'
            """)
        return lines.map { $0 + "\n" }.joined()
    }

    private func shell(_ script: String) async throws -> [String] {
        let folder = machine.place("root\(Self.place)")
        let result = try await Command("sh", ["-ec", "cd '\(folder)'\n\(script)"]).run()
        try #require(result.status == 0, "\(result.lastLines)")
        return result.lastLines.filter { !$0.isEmpty }
    }

    /// Those of the services, and those that are kept.
    func removeImages() async {
        let names = try? await RealEngine.lines("image", "ls", "--format", "{{.Repository}}:{{.Tag}}")
        for name in names ?? [] where name.hasPrefix("orchestrator-kept:") || name.hasPrefix("localhost/orchestrator-")
        {
            _ = try? await RealEngine.lines("image", "rm", name)
        }
    }
}
