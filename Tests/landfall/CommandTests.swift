import Foundation
import TestSupport
import Testing

@Suite struct CommandTests {
    /// Beside the test bundle, where SwiftPM builds every product.
    static var landfall: URL { Bundle.main.bundleURL.appendingPathComponent("landfall") }
    @Test func `probe`() { print(Self.landfall.path, CommandLine.arguments) }
}
