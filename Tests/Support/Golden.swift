import Foundation
import Testing

/// Text that is kept under Tests/Golden and compared letter by letter; LANDFALL_RECORD=1 writes it again.
public enum Golden {
    /// The repository's folder.
    public static let repository = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    public static func expect(
        _ text: String, is name: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let file = repository.appendingPathComponent("Tests/Golden/\(name)")
        if ProcessInfo.processInfo.environment["LANDFALL_RECORD"] == "1" {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        let kept = try? String(contentsOf: file, encoding: .utf8)
        #expect(text == kept, "LANDFALL_RECORD=1 records \(name) again", sourceLocation: sourceLocation)
    }
}
