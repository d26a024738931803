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
