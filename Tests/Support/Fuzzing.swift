import Foundation
import Testing

/// Feeds a reader what nobody would write: a corpus first, then damaged copies of it.
public enum Fuzzing {
    private static var seconds: Double? {
        ProcessInfo.processInfo.environment["LANDFALL_FUZZ_SECONDS"].flatMap(Double.init)
    }

    /// The committed inputs of a reader: typical ones, and those that were trouble once.
    public static func corpus(_ name: String) throws -> [[UInt8]] {
        let folder = Golden.repository.appendingPathComponent("Tests/Corpus/\(name)")
        return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map {
            [UInt8](try Data(contentsOf: folder.appendingPathComponent($0)))
        }
    }

    /// Calls `read` with the corpus, then with damaged copies of it and of `seeds`: as often as `rounds` says with the
    /// same damage in each run, or for LANDFALL_FUZZ_SECONDS with other damage each time.
    ///
    /// In the latter case .build/fuzz/NAME holds the input that is being read, should it end the process; one that is
    /// trouble belongs into the corpus.
    public static func run(
        _ name: String, seeds: [[UInt8]] = [], rounds: Int, sourceLocation: SourceLocation = #_sourceLocation,
        _ read: ([UInt8]) throws -> Void
    ) throws {
        let corpus = try corpus(name)
        try #require(!corpus.isEmpty, "Tests/Corpus/\(name) is empty", sourceLocation: sourceLocation)
        for bytes in corpus { try timed(bytes, sourceLocation, read) }
        let all = corpus + seeds
        guard let seconds else {
            var damage = Damage(seed: 20)
            for _ in 0..<rounds {
                for seed in all { try timed(damage.of(seed), sourceLocation, read) }
            }
            return
        }
        let file = Golden.repository.appendingPathComponent(".build/fuzz/\(name)")
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        var damage = Damage(seed: .random(in: 0...UInt64.max))
        let end = ContinuousClock.now + .seconds(seconds)
        var count = 0
        while ContinuousClock.now < end {
            for seed in all {
                let bytes = damage.of(seed)
                try Data(bytes).write(to: file)
                try timed(bytes, sourceLocation, read)
                count += 1
            }
        }
        try FileManager.default.removeItem(at: file)
        print("\(name): \(count) damaged inputs read")
    }

    private static func timed(
        _ bytes: [UInt8], _ sourceLocation: SourceLocation, _ read: ([UInt8]) throws -> Void
    ) rethrows {
        let time = try ContinuousClock().measure { try read(bytes) }
        // Far above what a busy machine needs, far below what a loop that grows with the square would.
        #expect(
            time < .seconds(5), "\(time): \(String(decoding: bytes.prefix(500), as: UTF8.self))",
            sourceLocation: sourceLocation)
    }
}
