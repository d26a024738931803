import Foundation
import Plan
import TestSupport
import Testing

@testable import ImageMaking
@testable import firstboot

/// docs/reference/machine.md names what there is.
@Suite struct ReferenceTests {
    private let page: String

    init() throws {
        let path = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../docs/reference/machine.md")
            .standardized
        page = try String(contentsOf: path, encoding: .utf8)
    }

    @Test func everyVerbIsThere() {
        for verb in Verbs.all { #expect(page.contains("`\(verb.name)`"), "\(verb.name)") }
    }

    @Test func everyFlagIsThere() {
        for flag in CommonOptions.flags { #expect(page.contains(flag.name), "\(flag.name)") }
        for verb in Verbs.all { checkFlags(of: verb) }
    }

    private func checkFlags<V: Verb>(of verb: V.Type) {
        for flag in V.flags { #expect(page.contains(flag.name), "\(V.name) \(flag.name)") }
    }

    /// The units start verbs by their names.
    @Test func theUnitsStartVerbsThatAreThere() {
        let units = Units(.demo())
        for unit in [units.firstBoot, units.stack, units.swap] {
            let verbs = unit.text.matches(of: /Exec\w+=\S+ctl (\w+)/).map { String($0.output.1) }
            #expect(!verbs.isEmpty && verbs.allSatisfy { Verbs.named($0) != nil }, "\(unit.name)")
        }
    }
}
