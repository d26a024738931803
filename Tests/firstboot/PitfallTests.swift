import Foundation
import TestSupport
import Testing

/// docs/reference/pitfalls.md names tests that exist.
@Suite struct PitfallTests {
    private let rows: [String]

    init() throws {
        let page = Golden.repository.appendingPathComponent("docs/reference/pitfalls.md")
        rows = try String(contentsOf: page, encoding: .utf8).split(separator: "\n").map(String.init)
            .filter { $0.hasPrefix("| ") }.dropFirst().map { String($0) }
    }

    @Test func everyPitfallIsHeldByATestThatIsThere() throws {
        let tests = try Self.text(under: "Tests", suffix: ".swift")
        let machine = try Self.text(under: "Scripts", suffix: "").joined()
        #expect(rows.count > 15)
        for row in rows {
            let cell = try #require(row.split(separator: "|").last { $0.contains { !$0.isWhitespace } })
            let named = cell.matches(of: /`(\w+)\/(\w+)`/)
            let checks = cell.matches(of: /"([^"]+)"/)
            #expect(!named.isEmpty || !checks.isEmpty, "\(row)")
            for name in named {
                let isThere = tests.contains { $0.contains("struct \(name.1)") && $0.contains("func \(name.2)(") }
                #expect(isThere, "there is no test \(name.0)")
            }
            for check in checks { #expect(machine.contains("check \"\(check.1)\""), "there is no check \(check.0)") }
        }
    }

    private static func text(under folder: String, suffix: String) throws -> [String] {
        let url = Golden.repository.appendingPathComponent(folder)
        let paths = FileManager.default.enumerator(atPath: url.path)?.allObjects as? [String] ?? []
        return try paths.filter { $0.hasSuffix(suffix) }.compactMap {
            var isFolder: ObjCBool = false
            let path = url.path + "/" + $0
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else {
                return nil
            }
            return try String(contentsOfFile: path, encoding: .utf8)
        }
    }
}
