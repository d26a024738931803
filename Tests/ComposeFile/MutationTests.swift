import Findings
import Foundation
import TestSupport
import Testing

@testable import ComposeFile

/// Damaged Compose files, by this module alone, so that a million of them take minutes.
@Suite struct MutationTests {
    @Test func `a damaged Compose file is read or refused, and never more`() throws {
        let seeds = try AcceptanceTests.accepted.map { Array($0.utf8) } + Fuzzing.corpus("docker-compose.yml")
        var (broken, read) = (0, 0)
        try Fuzzing.run("docker-compose.yml", seeds: seeds, rounds: 40) { bytes in
            let findings = Findings()
            read += 1
            guard let main = ComposeFile(path: "c.yml", bytes: bytes, name: "c.yml", findings: findings) else {
                broken += 1
                #expect(!findings.diagnostics.isEmpty)
                return
            }
            let project = ComposeProject(
                main: main, value: { $0 == "HOME" ? .known("/root") : .absent }, read: { _ in nil })
            project.check()
            // What the rest of the program asks of a project.
            for service in project.services {
                let texts =
                    service.environment.compactMap(\.value) + (service["command"]?.scalars ?? []).compactMap(\.string)
                #expect(SecretText.find(inCommand: texts).count == texts.count)
            }
            _ = project.files
            broken += findings.diagnostics.contains { $0.severity == .error } ? 1 : 0
        }
        #expect(broken > read / 4 && broken < read)
    }
}
