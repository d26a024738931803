import TestSupport
import Testing

@testable import Workflows

/// Landfall's own workflows, which lie where GitHub looks for them.
@Suite struct OwnPipelineTests {
    @Test func `each file is as the one in .github/workflows`() throws {
        #expect(OwnPipeline.files.map(\.name) == ["ci.yml", "release.yml"])
        for file in OwnPipeline.files {
            try Golden.expect(file.text, is: "../../.github/workflows/\(file.name)")
        }
    }

    @Test func `the key is seen by one job, which can write nothing`() throws {
        let release = OwnPipeline.release
        let withKey = release.jobs.filter { job in
            guard case .steps(_, _, let steps) = job.job.work else { return false }
            return steps.contains { $0.environment.contains { $0.0 == "RELEASE_KEY" } }
        }
        #expect(withKey.map(\.name) == ["sign"])
        #expect(
            withKey.allSatisfy { $0.job.environment == "release" && $0.job.permissions.allSatisfy { $0.1 == .read } })
    }
}
