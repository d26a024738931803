import COpenSSL

/// A value that nobody may see by accident: it prints as `[REDACTED]`, and its memory is wiped when it goes.
public final class Secret: @unchecked Sendable {  // Sendable: the memory is written once, in `init`.
    private let memory: UnsafeMutableBufferPointer<UInt8>

    public init(_ bytes: some Collection<UInt8>) {
        memory = .allocate(capacity: bytes.count)
        _ = memory.initialize(from: bytes)
    }

    public convenience init(_ text: String) { self.init(Array(text.utf8)) }

    deinit {
        OPENSSL_cleanse(memory.baseAddress, memory.count)
        memory.deallocate()
    }

    /// The value in the clear. Whoever calls this must put it nowhere but where the plan says.
    public var revealed: String { String(decoding: memory, as: UTF8.self) }

    public var count: Int { memory.count }
}

extension Secret: Equatable {
    /// Takes the same time wherever the two differ.
    public static func == (left: Secret, right: Secret) -> Bool {
        left.count == right.count && CRYPTO_memcmp(left.memory.baseAddress, right.memory.baseAddress, left.count) == 0
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "[REDACTED]" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
