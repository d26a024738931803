import Foundation
import Host
import Synchronization
import Testing

/// A pseudo-terminal whose other side reads as a serial line sends: a few bytes at a time.
@Suite struct SlowTerminalTests {
    private struct Terminal {
        var master: Int32 = -1
        var slave: Int32 = -1
        let path: String

        init() throws {
            try #require(openpty(&master, &slave, nil, nil, nil) == 0)
            var settings = termios()
            tcgetattr(slave, &settings)
            cfmakeraw(&settings)
            tcsetattr(slave, TCSANOW, &settings)
            path = String(cString: ttyname(slave))
        }
    }

    /// More than the terminal's buffer holds, at the 960 bytes a second of a line with 9600 baud: it takes longer than
    /// a console's patience, which is for a terminal that takes nothing at all.
    @Test func aLongKeyArrivesWhole() throws {
        let terminal = try Terminal()
        let line = String(repeating: "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC", count: 2)
        let key = String(repeating: line + "\n", count: 100)
        let reader = Thread.reading(terminal.master, bytes: key.utf8.count, atOnce: 96)
        let console = try #require(Console(opening: terminal.path))
        console.line(String(key.dropLast()))
        console.drain()
        #expect(reader.wait() == key)
    }

    /// Nobody reads: the work goes on, and later lines cost no time.
    @Test func aTerminalThatTakesNothingIsGivenUp() throws {
        let terminal = try Terminal()
        let console = try #require(Console(opening: terminal.path, patience: 200))
        let text = String(repeating: "x", count: 100_000)
        let first = ContinuousClock().measure { console.line(text) }
        #expect(first < .seconds(20))
        let others = ContinuousClock().measure { for _ in 0..<1_000 { console.line("another") } }
        #expect(others < .seconds(20))
    }

    @Test func aTerminalIsTheSameByWhateverName() throws {
        let (one, other) = (try Terminal(), try Terminal())
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        try FileManager.default.createSymbolicLink(atPath: folder, withDestinationPath: one.path)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let devices = [one.path, folder, other.path, "/dev/null"].map { Console(opening: $0)?.device }
        #expect(devices[0] != nil && devices[0] == devices[1] && devices[0] != devices[2] && devices[3] == nil)
    }
}

extension Thread {
    fileprivate final class Reader: Sendable {
        private let done = DispatchSemaphore(value: 0)
        private let text = Mutex("")

        func wait() -> String {
            done.wait()
            return text.withLock(\.self)
        }

        func read(_ descriptor: Int32, _ bytes: Int, _ atOnce: Int) {
            var all: [UInt8] = []
            var chunk = [UInt8](repeating: 0, count: atOnce)
            while all.count < bytes {
                let count = Glibc.read(descriptor, &chunk, atOnce)
                if count <= 0 { break }
                all += chunk.prefix(count)
                usleep(UInt32(count) * 1_000_000 / 960)
            }
            text.withLock { $0 = String(decoding: all, as: UTF8.self) }
            done.signal()
        }
    }

    fileprivate static func reading(_ descriptor: Int32, bytes: Int, atOnce: Int) -> Reader {
        let reader = Reader()
        detachNewThread { reader.read(descriptor, bytes, atOnce) }
        return reader
    }
}
