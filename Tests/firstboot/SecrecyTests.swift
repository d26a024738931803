import Foundation
import Plan
import TestSupport
import Testing

/// Where a secret may be, and nowhere else, at each moment at which a first boot starts a program.
@Suite struct SecrecyTests {
    private static let places = [
        "/opt/demo/.env", "/opt/demo/conf/app.conf", "/root/demo-credentials.txt", "/run/landfall-demo.issue",
        "/var/lib/landfall/demo/secrets.json",
    ]

    /// The `docker` command notes the files under the root that hold the key, with their modes, and what every process
    /// shows of itself: the first boot's arguments and environment, its own, and its parents'.
    private func watched(failing: Bool) async throws -> (boot: Boot, notes: TemporaryFolder) {
        let notes = TemporaryFolder()
        let boot = try await Boot(
            script: """
                root=${stack%/opt/demo}
                sed -n "s/^KEY='\\(.*\\)'$/\\1/p" $stack/.env >\(notes.file("needle"))
                grep -rlFf \(notes.file("needle")) $root | xargs stat --format '%a %n' | sed "s:$root::" >>\(notes.file("files"))
                grep -lsFf \(notes.file("needle")) /proc/[0-9]*/cmdline /proc/[0-9]*/environ >>\(notes.file("processes"))
                grep -c . /proc/$PPID/cmdline >>\(notes.file("looked"))
                [[ $verb == exec && -n '\(failing ? "yes" : "")' ]] && { cat $stack/.env; exit 1; }
                """)
        return (boot, notes)
    }

    @Test func aBootKeepsThemToTheList() async throws {
        let (boot, notes) = try await watched(failing: false)
        let result = try await boot.run("provision", ["--console", boot.folder.file("console")])
        #expect(result.status == 0)
        let key = try #require(try boot.secrets["KEY"])
        #expect(try notes.read("needle") == key + "\n")
        #expect(try notes.read("looked").split(separator: "\n").count == boot.docker.calls.count)
        #expect(try notes.read("processes") == "")
        let files = Set(try notes.read("files").split(separator: "\n").map(String.init))
        // The credentials come last: no program is started after them.
        #expect(files == Set((Self.places.prefix(2) + Self.places.suffix(1)).map { "600 \($0)" }))
        #expect(!result.lastLines.joined().contains(key))

        let root = boot.folder.file("root")
        let holding = boot.folder.files.filter { $0.hasPrefix("root/") }.filter {
            (try? boot.folder.read($0))?.contains(key) == true
        }
        #expect(holding.map { String($0.dropFirst("root".count)) } == Self.places)
        for path in Self.places { #expect(TestSupport.mode(of: root + path) == 0o600, "\(path)") }
    }

    @Test func aReportOfAFailureHoldsNone() async throws {
        let (boot, notes) = try await watched(failing: true)
        let console = boot.folder.file("root/dev/console")
        try boot.folder.write("root/dev/console", "")
        try boot.folder.write("root/sys/class/tty/console/active", "console\n")
        let result = try await boot.run("provision")
        #expect(result.status == 69)
        let key = try #require(try boot.secrets["KEY"])
        for text in [result.lastLines.joined(separator: "\n"), try String(contentsOfFile: console, encoding: .utf8)] {
            #expect(text.contains("KEY='[REDACTED]'") && !text.contains(key))
        }
        #expect(try notes.read("processes") == "")
    }
}
