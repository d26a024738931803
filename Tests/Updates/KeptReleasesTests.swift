import Foundation
import Installation
import Plan
import TestSupport
import Testing

@testable import Updates

/// The order of releases to go back to, and whose data is whose.
@Suite struct KeptReleasesTests {
    private let folder = TemporaryFolder()

    private func release(_ version: String, until: Double, hasData: Bool) -> KeptRelease {
        let place = KeptRelease.Place(live: "/data", kept: "/data-of-\(version)")
        return KeptRelease(
            id: version, version: version, until: until, images: [:], data: hasData ? [place] : [])
    }

    /// 1.0.0 and 1.1.0 have the same data, 1.2.0 works on a copy. After a rollback to 1.1.0 its data is in use again.
    @Test func aReleaseThatSharesDataSharesItAfterARollbackToo() async throws {
        let machine = Machine(.demo(), root: folder.file("root"))
        try machine.files.createFolder(machine.paths.releases, mode: 0o700)
        let kept = KeptReleases(machine)
        try await kept.add(release("1.0.0", until: 1, hasData: false), insteadOf: nil)
        try await kept.add(release("1.1.0", until: 2, hasData: true), insteadOf: nil)
        #expect(try kept.data(of: "1.0.0").map(\.kept) == ["/data-of-1.1.0"])

        for _ in 1...2 {
            try await kept.add(release("1.2.0", until: 3, hasData: true), insteadOf: "1.1.0")
        }
        #expect(try kept.data(of: "1.0.0").isEmpty)
        #expect(try kept.data(of: "1.2.0").map(\.kept) == ["/data-of-1.2.0"])
        #expect(try kept.latest()?.id == "1.2.0" && kept.latest("1.0.0")?.id == "1.0.0")

        // The oldest goes, wherever it is.
        try await kept.add(release("1.1.0", until: 4, hasData: true), insteadOf: nil)
        #expect(try kept.all().map(\.id) == ["1.2.0", "1.1.0"])
        #expect(try kept.latest()?.id == "1.1.0")
    }
}
