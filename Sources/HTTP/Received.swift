import CCurl

/// The part of an answer that has arrived. libcurl's callbacks fill it.
final class Received {
    private static let headerLimit = 64 << 10

    private(set) var headers: [String: String] = [:]
    private(set) var body: [UInt8] = []
    private(set) var isTooLarge = false
    private let bodyLimit: Int
    private var headerBytes = 0

    init(bodyLimit: Int) { self.bodyLimit = bodyLimit }

    static let takeBody: curl_write_callback = { bytes, size, count, context in
        Received.pass(bytes, size * count, context) { $0.append(body: $1) }
    }

    static let takeHeader: curl_write_callback = { bytes, size, count, context in
        Received.pass(bytes, size * count, context) { $0.append(header: $1) }
    }

    /// To end the transfer, it returns fewer bytes than it received.
    private static func pass(
        _ bytes: UnsafeMutablePointer<CChar>?, _ count: Int, _ context: UnsafeMutableRawPointer?,
        to take: (Received, UnsafeRawBufferPointer) -> Bool
    ) -> Int {
        guard let context else { return 0 }
        let received = Unmanaged<Received>.fromOpaque(context).takeUnretainedValue()
        return take(received, UnsafeRawBufferPointer(start: bytes, count: count)) ? count : 0
    }

    private func append(body bytes: UnsafeRawBufferPointer) -> Bool {
        guard body.count + bytes.count <= bodyLimit else {
            isTooLarge = true
            return false
        }
        body.append(contentsOf: bytes)
        return true
    }

    private func append(header bytes: UnsafeRawBufferPointer) -> Bool {
        headerBytes += bytes.count
        guard headerBytes <= Received.headerLimit else {
            isTooLarge = true
            return false
        }
        let line = String(decoding: bytes, as: UTF8.self)
        // An interim answer (100 Continue) is followed by another status line.
        if line.hasPrefix("HTTP/") { headers = [:] }
        if let colon = line.firstIndex(of: ":") {
            let value = line[line.index(after: colon)...]
            headers[line[..<colon].lowercased()] = value.trimmed
        }
        return true
    }
}

extension Substring {
    fileprivate var trimmed: String {
        let tail = drop(while: \.isWhitespace)
        guard let last = tail.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(tail[...last])
    }
}
