import Foundation
import Host
import Plan
import TestSupport
import Testing

@testable import Installation

/// A damaged parameters.yaml ends in values or in an error with its place, and what is kept reads back the same.
@Suite struct ParametersFileMutationTests {
    @Test func damageNeverCrashes() throws {
        let folder = TemporaryFolder()
        let file = ParametersFile(Machine(Plan.demo(), root: folder.path))
        let path = folder.file("etc/demo/parameters.yaml")
        try folder.write("etc/demo/parameters.yaml", "")
        try Fuzzing.run("parameters", rounds: 60) { bytes in
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            do {
                let values = try file.read().mapValues(\.text)
                try file.keep(["added": "by the test"])
                #expect(try file.read().mapValues(\.text) == values.merging(["added": "by the test"]) { $1 })
            } catch let failure as Failure {
                #expect(failure.code == .invalidInput)
                #expect(failure.message.hasPrefix(path))
            }
        }
    }
}
