import COpenSSL

/// OpenSSL's generator for private values, seeded by the kernel.
enum Random {
    static func bytes(_ count: Int) throws(CryptographyFailure) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        guard RAND_priv_bytes(&bytes, Int32(count)) == 1 else {
            throw CryptographyFailure("get random bytes", hint: "is /dev/urandom there?")
        }
        return bytes
    }

    /// Characters of the alphabet, each as likely as any other: a byte that would favour the first ones is drawn again.
    ///
    /// - Parameter alphabet: 1 to 256 ASCII characters.
    static func characters(_ count: Int, of alphabet: [UInt8]) throws(CryptographyFailure) -> [UInt8] {
        let fair = 256 - 256 % alphabet.count
        var result: [UInt8] = []
        result.reserveCapacity(count)
        while result.count < count {
            for byte in try bytes(count - result.count + 8) where Int(byte) < fair && result.count < count {
                result.append(alphabet[Int(byte) % alphabet.count])
            }
        }
        return result
    }

    /// A number of the range, each as likely as any other.
    static func number(in range: ClosedRange<Int>) throws(CryptographyFailure) -> Int {
        let count = UInt32(range.count)
        let fair = UInt32.max - UInt32.max % count
        while true {
            let number = try bytes(4).reduce(0) { $0 << 8 | UInt32($1) }
            if number < fair { return range.lowerBound + Int(number % count) }
        }
    }
}
