import Foundation
import Host
import Testing

@Suite struct ClockTests {
    @Test(arguments: [0, -1, 951_782_400.9, 1_709_208_000, 4_102_444_799, 253_402_300_799])
    func saysAMomentAsFoundationDoes(_ seconds: Double) {
        let expected = Date(timeIntervalSince1970: seconds.rounded(.down)).formatted(.iso8601)
        #expect(Timestamp(seconds: seconds).iso8601 == expected)
    }

    @Test(arguments: [Double.infinity, .nan, 1e300, 1e18]) func saysNothingOfImpossibleMoments(_ seconds: Double) {
        #expect(Timestamp(seconds: seconds).iso8601 == nil)
    }

    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("2024-02-29T12:00:00.123456789Z", 1_709_208_000.123_456_789),
        ("2024-02-29T13:30:00+01:30", 1_709_208_000), ("2024-02-29T11:00:00.5-01:00", 1_709_208_000.5),
    ])
    func readsAMoment(_ text: String, _ seconds: Double) throws {
        #expect(abs(try #require(Timestamp(iso8601: text)).seconds - seconds) < 1e-6)
    }

    @Test(arguments: ["", "now", "2024-02-29", "2024-02-29T12:00:00", "2024-02-29T12:00:00.Z", "2024-02-29T12:00:00+1"])
    func readsNoOtherText(_ text: String) { #expect(Timestamp(iso8601: text) == nil) }

    @Test func itIsNow() {
        #expect(abs(Timestamp.now.seconds - Date().timeIntervalSince1970) < 60)
    }

    @Test func readsTheEnvironmentAndTheExecutable() throws {
        #expect(ThisProcess.variable("PATH") == ProcessInfo.processInfo.environment["PATH"])
        #expect(ThisProcess.variable("LANDFALL_NO_SUCH_VARIABLE") == nil)
        let link = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        #expect(try ThisProcess.executable() == link)
    }
}
