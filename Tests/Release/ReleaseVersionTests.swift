import Testing

@testable import Release

@Suite struct ReleaseVersionTests {
    /// Each list from the oldest to the newest.
    static let orders: [[String]] = [
        ["1.2.0", "1.9.0", "1.10.0", "v1.10.1", "2.0"],
        // semver.org, section 11.
        [
            "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11",
            "1.0.0-rc.1", "1.0.0",
        ],
        [
            "1.4.0-rc9", "1.4.0-rc10", "1.4.0", "1.4.0+20260102.030405.9cf33a2", "1.4.0+20260102.030406.0000001",
            "1.4.1-rc.1",
        ],
        ["9cf33a2+2025-12-31", "1234abc+2026-01-02", "0000fff+2026-01-03"],
        ["2025.12.1", "2026.1.1", "2026.1.10"],
        ["1.4.0+20260101", "1.4.0+20260102"],
        ["99999999999999999998.0", "99999999999999999999.0", "100000000000000000000.0"],
        ["release-2", "release-10"],
        ["8-jre", "9-jre"],
    ]

    @Test(arguments: orders) func everyOneIsOlderThanThoseAfterIt(_ order: [String]) {
        for (place, older) in order.enumerated() {
            for newer in order[(place + 1)...] {
                #expect(ReleaseVersion(older) < ReleaseVersion(newer), "\(older) < \(newer)")
                #expect(!(ReleaseVersion(newer) < ReleaseVersion(older)), "\(newer) < \(older)")
            }
        }
    }

    @Test(arguments: [("v1.4.0", "1.4.0"), ("1.4", "1.4.0"), ("1.04", "1.4"), ("1.0.0-rc.1", "1.0.0-rc.1")])
    func spellingsOfOneVersionAreEqual(_ one: String, _ other: String) {
        #expect(ReleaseVersion(one) == ReleaseVersion(other))
        #expect(!(ReleaseVersion(one) < ReleaseVersion(other)) && !(ReleaseVersion(other) < ReleaseVersion(one)))
    }

    @Test(arguments: ["", "+", "-", "v", "é", "...", "1..2", "--"]) func anyTextHasAPlace(_ text: String) {
        #expect(ReleaseVersion(text) == ReleaseVersion(text))
        _ = ReleaseVersion(text) < ReleaseVersion("1.0")
    }
}
