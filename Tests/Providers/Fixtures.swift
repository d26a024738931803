import Emulator
import HTTP
import Providers
import Synchronization

/// The providers whose metadata service can be emulated.
let recordedProviders = Provider.all.filter { $0.recording != nil }

/// A client that takes every answer as it is.
func plainClient() -> Client {
    var policy = Policy.once
    policy.redirects = .never
    return Client(policy: policy)
}

/// Runs the service for the body's time, whatever the body throws.
func withService<Value>(_ service: MetadataService, _ body: (String) async throws -> Value) async throws -> Value {
    let address = try await service.start()
    do {
        let value = try await body(address)
        await service.stop()
        return value
    } catch {
        await service.stop()
        throw error
    }
}

/// A clock that only waiting moves.
final class VirtualClock: Sendable {
    private let time = Mutex(Duration.zero)

    var now: Duration { time.withLock { $0 } }

    func timing(onSleep: @escaping @Sendable (Duration) -> Void = { _ in }) -> Timing {
        Timing(
            now: { self.now },
            sleep: { duration in
                self.time.withLock { $0 += duration }
                onSleep(self.now)
            },
            random: { 0 })
    }
}
