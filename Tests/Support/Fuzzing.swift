import Foundation
import Testing

/// Feeds a reader what nobody would write: a corpus first, then damaged copies of it.
public enum Fuzzing {
    /// How long `make fuzz` goes on with one reader, as the environment says; nil in an ordinary test run.
    private struct Effort {
        var seconds: Double
        var inputs: Int
        var seed: UInt64

        init?() {
            let environment = ProcessInfo.processInfo.environment
            let seconds = environment["LANDFALL_FUZZ_SECONDS"].flatMap(Double.init)
            let inputs = environment["LANDFALL_FUZZ_INPUTS"].flatMap(Int.init)
            guard seconds != nil || inputs != nil else { return nil }
            self.seconds = seconds ?? .infinity
            self.inputs = inputs ?? .max
            seed = environment["LANDFALL_FUZZ_SEED"].flatMap(UInt64.init) ?? .random(in: 0...UInt64.max)
        }
    }

    /// The committed inputs of a reader: typical ones, and those that were trouble once.
    public static func corpus(_ name: String) throws -> [[UInt8]] {
        let folder = Golden.repository.appendingPathComponent("Tests/Corpus/\(name)")
        return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map {
            [UInt8](try Data(contentsOf: folder.appendingPathComponent($0)))
        }
    }

    /// Calls `read` with the corpus, then with damaged copies of it and of `seeds`: as often as `rounds` says with the
    /// same damage in each run, or until LANDFALL_FUZZ_SECONDS are over or LANDFALL_FUZZ_INPUTS are read, with other
    /// damage each time. It prints how many were read and the seed; LANDFALL_FUZZ_SEED does the same damage again.
    ///
    /// Meanwhile .build/fuzz/NAME holds the input that is being read, should it end the process; one that is trouble
    /// belongs into the corpus.
    public static func run(
        _ name: String, seeds: [[UInt8]] = [], rounds: Int, sourceLocation: SourceLocation = #_sourceLocation,
        _ read: ([UInt8]) throws -> Void
    ) throws {
        let corpus = try corpus(name)
        try #require(!corpus.isEmpty, "Tests/Corpus/\(name) is empty", sourceLocation: sourceLocation)
        for bytes in corpus { try timed(bytes, sourceLocation, read) }
        let all = corpus + seeds
        guard let effort = Effort() else {
            var damage = Damage(seed: 20)
            for _ in 0..<rounds {
                for seed in all { try timed(damage.of(seed), sourceLocation, read) }
            }
            return
        }
        let file = Golden.repository.appendingPathComponent(".build/fuzz/\(name)")
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        print("fuzz: \(name): seed \(effort.seed)")
        var damage = Damage(seed: effort.seed)
        let start = ContinuousClock.now
        let end = effort.seconds.isFinite ? start + .seconds(effort.seconds) : nil
        var count = 0
        while count < effort.inputs, end.map({ ContinuousClock.now < $0 }) ?? true {
            let bytes = damage.of(all[count % all.count])
            try Data(bytes).write(to: file)
            try timed(bytes, sourceLocation, read)
            count += 1
        }
        try FileManager.default.removeItem(at: file)
        let seconds = (ContinuousClock.now - start).components.seconds
        print("fuzz: \(name): \(count) damaged inputs read in \(seconds) s, seed \(effort.seed)")
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
