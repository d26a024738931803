import Emulator
import Foundation
import HTTP
import Providers
import Synchronization

/// The providers whose metadata service can be emulated.
let recordedProviders = Provider.all.filter { $0.recording != nil }

/// Those, and the worked example of docs/how-to: what holds for the catalogue must hold for the next provider.
let conformingProviders = recordedProviders + [.ember]

func conformingProvider(_ name: String) -> Provider? {
    conformingProviders.first { $0.id.rawValue == name }
}

/// A client that takes every answer as it is.
func plainClient() -> Client {
    var policy = Policy.once
    policy.redirects = .never
    return Client(policy: policy)
}

/// Runs the service for the body's time, whatever the body throws.
///
/// The body has a thread of its own: a client blocks, and on a machine of few cores the service would wait for the
/// thread that waits for it.
func withService<Value: Sendable>(
    _ service: MetadataService, _ body: @escaping @Sendable (String) throws -> Value
) async throws -> Value {
    let address = try await service.start()
    let result = await withCheckedContinuation { continuation in
        Thread.detachNewThread { continuation.resume(returning: Result { try body(address) }) }
    }
    await service.stop()
    return try result.get()
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
