import Foundation
import Plan
import TestSupport
import Testing

@Suite struct PageBrowserTests {
    private static let chromium = Tool.path(of: "chromium")

    /// Phones, dark and light, contrast, screen readers, a page that follows and makes way: `browser.py` has what must hold.
    /// With LANDFALL_PICTURES, it leaves pictures in that folder.
    @Test(.enabled(if: chromium != nil, "chromium"), .timeLimit(.minutes(5)))
    func `a browser shows the set-up, follows it, and goes over to the app`() throws {
        let folder = TemporaryFolder()
        let program = try Executables.stamped(.demo(), in: folder)
        let script = Golden.repository.appendingPathComponent("Tests/Page/browser.py").path
        let pictures = ProcessInfo.processInfo.environment["LANDFALL_PICTURES"].map { [$0] } ?? []
        let result = try #require(Tool("python3")).run(
            [script, try #require(Self.chromium), program, folder.file("root")] + pictures)
        #expect(result.status == 0, "\(result.output)")
    }
}
