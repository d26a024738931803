import Foundation
import Testing

@testable import firstboot

/// docs/reference/machine.md names what there is.
@Suite struct ReferenceTests {
    private let page: String

    init() throws {
        let path = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../docs/reference/machine.md")
            .standardized
        page = try String(contentsOf: path, encoding: .utf8)
    }

    @Test(arguments: Verb.allCases) func everyVerbIsThere(verb: Verb) {
        #expect(page.contains("`\(verb.rawValue)`"))
    }

    @Test func everyFlagIsThere() {
        for flag in Flag.all { #expect(page.contains(flag.name), "\(flag.name)") }
    }
}
