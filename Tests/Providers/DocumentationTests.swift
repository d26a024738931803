import Foundation
import TestSupport
import Testing

@testable import Providers

/// What the documentation shows is what the code does.
@Suite struct DocumentationTests {
    private static let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    @Test(arguments: ["Ember.swift", "EmberFacts.swift", "EmberReader.swift", "EmberRecorded.swift"])
    func theGuideShowsTheWorkedExample(_ file: String) throws {
        let guide = try text("docs/how-to/add-a-provider.md")
        let source = try text("Tests/Providers/ember/\(file)")
        #expect(guide.contains("```swift\n\(source)```"), "docs/how-to/add-a-provider.md differs from \(file)")
    }

    /// The transcripts are recorded with LANDFALL_RECORD=1.
    @Test(arguments: recordedProviders.map(\.id.rawValue))
    func theTranscriptIsWhatCurlPrints(_ name: String) async throws {
        let provider = try #require(Provider.named(name))
        let page = try await Transcript.page(of: provider)
        let path = "docs/reference/metadata/\(name).md"
        if ProcessInfo.processInfo.environment["LANDFALL_RECORD"] == "1" {
            let url = Self.package.appending(path: path)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(page.utf8).write(to: url)
        }
        #expect(try text(path) == page, "\(path) is out of date; LANDFALL_RECORD=1 records it again")
    }

    private func text(_ path: String) throws -> String {
        try String(contentsOf: Self.package.appending(path: path), encoding: .utf8)
    }
}
