import Artifacts
import Foundation
import Gzip
import Host
import Plan
import Publishing
import Release
import Stamp
import TestSupport
import Testing

/// An update over required stops: Demo 1.0.0, 2.0.0, which no later one may leave out, and 3.0.0.
@Suite struct StepwiseUpdateTests {
    private let releases = TemporaryFolder()
    private let folder = TemporaryFolder()
    private let key: Minisign.SecretKey
    private var root: String { folder.file("root") }
    private var binary: String { folder.file("root/usr/local/bin/democtl") }

    init() throws { key = try .make() }

    private func plan(_ version: String) -> Plan {
        var plan = Plan.demo("generic")
        plan.app.version = version
        plan.release = Release(url: releases.file(version))
        plan.release?.pattern = releases.file(Release.versionPlace)
        plan.release?.latest = releases.file("3.0.0")
        plan.release?.keys = [key.publicKey.line]
        plan.afterStart = [ServiceCommand(service: "web", run: ["migrate", "--to", version])]
        return plan
    }

    private func publish() throws {
        let program = [UInt8](try Data(contentsOf: URL(fileURLWithPath: Executables.firstboot)))
        let packed = Gzip.compress(program)
        for (version, stops) in [("2.0.0", []), ("3.0.0", ["2.0.0"])] {
            var release = try SignedRelease(plan(version), program, packed: packed)
            release.list.stops = stops
            // A machine that was off for months comes to the stop after that.
            if version == "2.0.0" {
                release.list.expires = Timestamp(seconds: Timestamp.now.seconds - 1).iso8601 ?? ""
            }
            try release.write(to: releases, version, by: key)
        }
    }

    private var version: String? {
        get async throws {
            let lines = try await Command(binary, ["--version"]).run().lastLines
            return lines.first { $0.hasPrefix("Demo ") }?.split(separator: " ")[1].description
        }
    }

    /// Some hours around now, in UTC.
    private var hours: String {
        let hour = Int(Timestamp.now.seconds / 3600) % 24
        return [hour + 23, hour + 2].map { String(format: "%02d:00", $0 % 24) }.joined(separator: "-")
    }

    @Test func oneQuestionLeadsOverAllStepsAndWithoutOneNoStopIsPassed() async throws {
        try publish()
        let docker = try await StandInDocker(
            services: ["web": ("running", "Up 1 second"), "db": ("running", "Up 1 second (healthy)")],
            script: "if [[ $* == *'--to 3.0.0' && -e \(folder.file("fail")) ]]; then exit 1; fi")
        try folder.write("root/etc/machine-id", String(repeating: "a", count: 32) + "\n")
        let made = try Executables.stamped(plan("1.0.0"), in: folder)
        try FileManager.default.createDirectory(
            atPath: folder.file("root/usr/local/bin"), withIntermediateDirectories: true)
        try FileManager.default.moveItem(atPath: made, toPath: binary)
        func run(_ words: String...) async throws -> CommandResult {
            try await Command(
                binary, [words[0], "--root", root] + words.dropFirst(), environment: docker.environment
            ).run()
        }
        let boot = try await run("provision", "--console", "-")
        #expect(boot.status == 0, "\(boot.lastLines)")

        let checked = try await run("update", "--check")
        #expect(checked.status == 0 && checked.lastLines.contains("Demo 1.0.0 → 2.0.0 → 3.0.0"), "\(checked.lastLines)")
        #expect(checked.lastLines.contains { $0.contains("the step to 2.0.0") })
        #expect(
            checked.lastLines.contains {
                $0.hasPrefix("Warning: the list of 2.0.0 was good until") && $0.hasSuffix("on the way to 3.0.0.")
            }, "\(checked.lastLines)")
        #expect(try await version == "1.0.0")

        // By itself the machine passes no stop.
        #expect(try await run("update", "--auto", "on", "--between", hours).status == 0)
        func know(_ version: String) throws {
            try folder.write(
                "root/var/lib/landfall/demo/notice.json",
                #"{"format": 1, "isOff": false, "version": "\#(version)"}"#, mode: 0o600)
        }
        // What it notes is of the version that it knew, so it takes no other one.
        try know("2.5.0")
        let another = try await run("update", "--part", "due")
        #expect(another.status == 64 && another.lastLines.contains { $0.contains("is 3.0.0, not 2.5.0") })
        #expect(try await run("status").lastLines.contains { $0.contains("2.5.0 could not be put in by itself") })
        try know("3.0.0")
        let stopped = try await run("update", "--part", "due")
        #expect(stopped.status == 69 && stopped.lastLines.contains { $0.contains("has to stop at 2.0.0") })
        #expect(try await run("status").lastLines.contains { $0.contains("3.0.0 could not be put in by itself") })
        // Not every hour again.
        #expect(try await run("update", "--part", "due").lastLines == ["There is no release to put in now."])
        #expect(try await version == "1.0.0")

        // The second step fails: the first one counts.
        try folder.write("fail", "")
        let failed = try await run("update", "--yes")
        #expect(failed.status == 69 && failed.lastLines.contains("Going on to 3.0.0…"), "\(failed.lastLines)")
        #expect(failed.lastLines.contains { $0.contains("2.0.0 is back") }, "\(failed.lastLines)")
        #expect(try await version == "2.0.0")
        #expect(docker.calls.count { $0.hasSuffix("migrate --to 2.0.0") } == 1)

        try FileManager.default.removeItem(atPath: folder.file("fail"))
        #expect(try await run("update", "--auto", "off").status == 0)
        #expect(try await run("update", "--part", "due").lastLines == ["There is no release to put in now."])
        #expect(try await run("update", "--auto", "on", "--between", hours).status == 0)
        let updated = try await run("update", "--part", "due")
        #expect(updated.status == 0, "\(updated.lastLines)")
        #expect(try await version == "3.0.0")
        #expect(try await run("status").lastLines.contains { $0.contains("3.0.0 was put in by itself at") })
        #expect(try await run("rollback", "--yes", "1.0.0").status == 0)
        #expect(try await version == "1.0.0")
        let both = try await run("update", "--yes")
        #expect(both.status == 0 && both.lastLines.contains("Demo 3.0.0 is in use."), "\(both.lastLines)")
        #expect(try await version == "3.0.0")
    }
}
