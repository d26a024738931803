/// A request, as far as the page needs it.
struct PageRequest: Equatable {
    var method: String
    /// Without the query.
    var path: String
    /// By their names in lower case.
    var headers: [String: String]
    var body: [UInt8] = []

    /// Whether the sender reads pages; a program that asks gets JSON.
    var wantsPage: Bool {
        headers["accept"].map { $0.lowercased().split(separator: ",").contains(where: isPage) } ?? false
    }

    private func isPage(_ range: Substring) -> Bool {
        let type = range.prefix { $0 != ";" }.filter { $0 != " " && $0 != "\t" }
        return type == "text/html" || type == "application/xhtml+xml"
    }
}

/// Reads one request from bytes that anybody may have sent, in whatever pieces.
///
/// Source: RFC 9112. What a browser never sends is refused: other line ends than CRLF, folded headers, bodies of unknown
/// length.
struct RequestReader {
    static let headLimit = 8 << 10
    static let bodyLimit = 64 << 10
    static let headerLimit = 64

    enum Outcome: Equatable {
        case incomplete
        case request(PageRequest)
        /// With the status that says why.
        case refused(Int)
    }

    private var bytes: [UInt8] = []
    /// Where the search for the head's end goes on.
    private var searched = 0
    private var head: (request: PageRequest, length: Int)?

    init() {}

    /// - Parameter more: What has come since the last call.
    mutating func take(_ more: some Collection<UInt8>) -> Outcome {
        bytes += more
        if head == nil {
            guard let end = headEnd() else { return bytes.count > Self.headLimit ? .refused(431) : .incomplete }
            if end > Self.headLimit { return .refused(431) }
            switch Self.parse(bytes[..<end]) {
            case .failure(let refusal): return .refused(refusal.status)
            case .success(let request):
                switch Self.length(of: request) {
                case .failure(let refusal): return .refused(refusal.status)
                case .success(let length): head = (request, length)
                }
            }
            bytes.removeFirst(end + 4)
        }
        guard let head, bytes.count >= head.length else { return .incomplete }
        var request = head.request
        request.body = Array(bytes.prefix(head.length))
        return .request(request)
    }

    private struct Refusal: Error { var status: Int }

    private mutating func headEnd() -> Int? {
        let end: [UInt8] = [13, 10, 13, 10]
        var place = searched
        while place + end.count <= bytes.count {
            if bytes[place] == 13, bytes[place..<place + end.count].elementsEqual(end) { return place }
            place += 1
        }
        searched = place
        return nil
    }

    private static func parse(_ head: ArraySlice<UInt8>) -> Result<PageRequest, Refusal> {
        var lines: [ArraySlice<UInt8>] = []
        var rest = head
        while let place = rest.firstIndex(of: 13) {
            guard rest.index(after: place) < rest.endIndex, rest[place + 1] == 10 else {
                return .failure(Refusal(status: 400))
            }
            lines.append(rest[..<place])
            rest = rest[(place + 2)...]
        }
        lines.append(rest)
        // A line feed by itself, or another control character, is no part of a head.
        guard lines.allSatisfy({ $0.allSatisfy { $0 >= 32 && $0 != 127 || $0 == 9 } }) else {
            return .failure(Refusal(status: 400))
        }
        let words = lines[0].split(separator: 32, omittingEmptySubsequences: false)
        guard words.count == 3, !words[0].isEmpty, words[0].count <= 16,
            words[0].allSatisfy({ (65...90).contains($0) }),
            words[1].first == UInt8(ascii: "/"), words[1].allSatisfy({ (33...126).contains($0) })
        else { return .failure(Refusal(status: 400)) }
        let version = String(decoding: words[2], as: UTF8.self)
        guard version == "HTTP/1.1" || version == "HTTP/1.0" else {
            return .failure(Refusal(status: version.hasPrefix("HTTP/") ? 505 : 400))
        }
        var request = PageRequest(
            method: String(decoding: words[0], as: UTF8.self),
            path: String(decoding: words[1].prefix { $0 != UInt8(ascii: "?") }, as: UTF8.self), headers: [:])
        guard lines.count - 1 <= headerLimit else { return .failure(Refusal(status: 431)) }
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
                line[..<colon].allSatisfy(isTokenByte)
            else { return .failure(Refusal(status: 400)) }
            let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
            let value = line[(colon + 1)...].drop { $0 == 32 || $0 == 9 }
            let end = value.lastIndex { $0 != 32 && $0 != 9 }.map { $0 + 1 } ?? value.startIndex
            let text = String(decoding: value[..<end], as: UTF8.self)
            guard let earlier = request.headers[name] else {
                request.headers[name] = text
                continue
            }
            // Two of these would let two readers see two requests.
            if ["host", "content-length", "origin", "content-type"].contains(name) {
                return .failure(Refusal(status: 400))
            }
            request.headers[name] = earlier + ", " + text
        }
        if version == "HTTP/1.1", request.headers["host"] == nil { return .failure(Refusal(status: 400)) }
        return .success(request)
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122: true
        default: Array("!#$%&'*+-.^_`|~".utf8).contains(byte)
        }
    }

    private static func length(of request: PageRequest) -> Result<Int, Refusal> {
        if request.headers["transfer-encoding"] != nil { return .failure(Refusal(status: 501)) }
        guard let text = request.headers["content-length"] else {
            return request.method == "POST" ? .failure(Refusal(status: 411)) : .success(0)
        }
        guard !text.isEmpty, text.utf8.count <= 12, text.utf8.allSatisfy({ (48...57).contains($0) }),
            let length = Int(text)
        else { return .failure(Refusal(status: 400)) }
        return length <= bodyLimit ? .success(length) : .failure(Refusal(status: 413))
    }
}
