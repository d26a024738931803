import Emulator
import Foundation
import HTTP
import Providers
import Testing

/// Every provider of the catalogue, each of its machines, each fault.
@Suite struct ConformanceTests {
    /// Faults that end, and what is read in spite of them.
    static let passing: [[Fault]] = [
        [], [Fault(.status(503), count: 1)], [Fault(.status(503), count: 3)], [Fault(.status(429), count: 1)],
        [Fault(.status(500), count: 2)], [Fault(.status(401), count: 1)], [Fault(.slow(.milliseconds(2)))],
        [Fault(.reset, count: 2)], [Fault(.garbage, count: 1)], [Fault(.empty, count: 1)], [Fault(.truncate, count: 2)],
        [Fault(.reset, count: 1), Fault(.status(503), count: 1)],
    ]
    /// Faults that do not end.
    static let lasting: [Fault] = [
        Fault(.status(503)), Fault(.status(429)), Fault(.reset), Fault(.garbage), Fault(.empty), Fault(.truncate),
    ]

    @Test(arguments: conformingProviders.map(\.id.rawValue))
    func readsTheSameRecordWhateverPasses(_ name: String) async throws {
        let provider = try #require(conformingProvider(name))
        for variant in try #require(provider.recording).variants {
            let expected = try RecordedFacts.record(of: name, variant: variant.name)
            for faults in Self.passing {
                let service = try MetadataService(provider: provider, variant: variant.name, faults: faults)
                let metadata = try await withService(service) { address in
                    try Self.reader(provider, at: address, variables: variant.machine.variables).read()
                }
                let isEqual = try json(metadata) == NSDictionary(dictionary: object(expected))
                #expect(isEqual, "\(name) \(variant.name) \(faults): \(metadata)")
                print(row(name, variant.name, faults, isEqual))
            }
        }
    }

    @Test(arguments: conformingProviders.map(\.id.rawValue))
    func reportsEachAttemptWhereTheFaultLasts(_ name: String) async throws {
        let provider = try #require(conformingProvider(name))
        for fault in Self.lasting {
            let service = try MetadataService(provider: provider, faults: [fault])
            let clock = VirtualClock()
            let error = try await withService(service) { address in
                #expect(throws: MetadataError.self) { try Self.reader(provider, at: address, clock: clock).read() }
            }
            guard case .unavailable(_, let report) = error else {
                Issue.record("\(name) \(fault): \(String(describing: error))")
                continue
            }
            #expect(report.isTransient)
            #expect(report.attempts.count > 20)
            #expect(clock.now > .seconds(100) && clock.now <= .seconds(120))
            print(row(name, "", [fault], true))
        }
    }

    @Test(arguments: conformingProviders.map(\.id.rawValue))
    func timesOutWhereTheServiceIsTooSlow(_ name: String) async throws {
        let provider = try #require(conformingProvider(name))
        let service = try MetadataService(provider: provider, faults: [Fault(.slow(.seconds(60)))])
        let error = try await withService(service) { address in
            var reader = Self.reader(provider, at: address)
            reader.policy.attemptTimeout = .milliseconds(50)
            reader.policy.maximumAttempts = 2
            return #expect(throws: MetadataError.self) { try reader.read() }
        }
        guard case .unavailable(_, let report) = error else { throw try #require(error) }
        #expect(report.attempts.map(\.failure) == [.timedOut, .timedOut])
    }

    private static func reader(
        _ provider: Provider, at address: String, variables: [String: String] = [:],
        clock: VirtualClock = VirtualClock()
    ) -> MetadataReader {
        var reader = MetadataReader(provider: provider)
        reader.baseURL = address
        reader.variableNames = variables.keys + ["unset_var"]
        reader.timing = clock.timing()
        return reader
    }

    private func json(_ metadata: Metadata) throws -> NSDictionary {
        NSDictionary(dictionary: try object(JSONEncoder().encode(metadata.normalized)))
    }

    private func object(_ data: Data) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    /// A line of the table that the tests print.
    private func row(_ provider: String, _ variant: String, _ faults: [Fault], _ isGood: Bool) -> String {
        let fault = faults.isEmpty ? "healthy" : faults.map(\.description).joined(separator: " ")
        let columns = [(provider, 14), (variant.isEmpty ? "(any)" : variant, 30), (fault, 24)]
        return columns.map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }.joined()
            + (isGood ? "ok" : "FAILED")
    }
}
