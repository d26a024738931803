import Release
import Testing

@testable import Publishing

@Suite struct ChangelogTests {
    static let text = """
        # Changelog

        All notable changes.

        ## [Unreleased]

        - Not yet

        ## [1.10.0] - 2026-01-02

        ### Added

        - A thing
        ```
        ## 9.9.9 is not a heading
        [x]: not a link
        ```

        ## v1.9.0 (2025-12-01)
        - Fixed

        ## 1.2.0

        ## Notes for packagers

        - Nothing

        [1.10.0]: https://example.com/1.10.0
        """

    @Test func eachVersionHasItsText() {
        let changelog = Changelog(Self.text)
        #expect(changelog.changes.map(\.version) == ["1.10.0", "1.9.0"])
        #expect(
            changelog.change(of: "1.10.0")
                == "### Added\n\n- A thing\n```\n## 9.9.9 is not a heading\n[x]: not a link\n```")
        #expect(changelog.change(of: "v1.9") == "- Fixed")
        #expect(changelog.change(of: "1.2.0") == nil)
        #expect(changelog.change(of: "1.11.0") == nil)
        #expect(changelog.change(of: "1.10.0+20260103.000000.9cf33a2b1c2d") == "- Not yet")
    }

    @Test func olderOnesComeAsFarAsThereIsRoom() {
        let changelog = Changelog(Self.text)
        #expect(changelog.changes(before: "1.11.0", limit: 1_000).map(\.version) == ["1.10.0", "1.9.0"])
        #expect(changelog.changes(before: "1.10.0", limit: 1_000).map(\.version) == ["1.9.0"])
        #expect(changelog.changes(before: "1.11.0", limit: 72).map(\.version) == ["1.10.0"])
        #expect(changelog.changes(before: "1.11.0", limit: 10).isEmpty)
    }

    @Test func linesMayEndAsOnWindows() {
        let changelog = Changelog(Self.text.replacing("\n", with: "\r\n"))
        #expect(changelog.change(of: "1.9.0") == "- Fixed")
    }
}
