import Foundation
import Testing

/// The static executable may have 20 MB, of which FoundationEssentials would take nearly five.
@Suite struct ImportTests {
    private static let folders =
        ["JSON", "Plan", "Shapes", "Stamp", "YAML", "HTTP", "Host", "ImageCheck", "Secrets"].map { "Sources/\($0)" } + [
            "providers", "firstboot",
        ]

    @Test(arguments: folders) func nothingOnTheMachineImportsFoundation(_ folder: String) throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")
        let folder = root.appendingPathComponent(folder).standardizedFileURL
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".swift") }
        #expect(!files.isEmpty)
        for file in files {
            let source = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
            #expect(source.firstMatch(of: /(?m)^.*\bimport\b.*\bFoundation/) == nil, "\(folder.path)/\(file)")
        }
    }
}
