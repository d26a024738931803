import HTTP

/// Requests that carry a token, which is got once and renewed when the service no longer takes it.
final class LinodeSession {
    /// Seconds; the whole read, its retries included, is shorter.
    private static let tokenLifetime = "3600"
    private static let tokenPath = "/v1/token"

    let source: MetadataSource
    private var token: String?

    init(_ source: MetadataSource) { self.source = source }

    /// A document, or null where the service has none.
    func json(_ path: String) throws(MetadataError) -> Document {
        let answer = try get(path, accept: "application/json") { bytes throws(TransferFailure) in
            do throws(Unreadable) {
                return try Document(json: bytes)
            } catch {
                throw .unusable("the answer is not \(error.format)")
            }
        }
        return answer ?? .null
    }

    /// A body, or nil where the service has none.
    func body(_ path: String) throws(MetadataError) -> [UInt8]? {
        // The service refuses user-data to those who ask for JSON.
        try get(path, accept: "text/plain") { bytes throws(TransferFailure) in bytes }
    }

    private func get<Value>(
        _ path: String, accept: String, decode: ([UInt8]) throws(TransferFailure) -> Value
    ) throws(MetadataError) -> Value? {
        var renewals = 0
        while true {
            let headers = [("Metadata-Token", try currentToken()), ("Accept", accept)]
            let (response, value) = try source.send("GET", path, headers: headers) {
                response throws(TransferFailure) -> (Response, Value?) in
                (response, response.status == 200 ? try decode(response.body) : nil)
            }
            switch response.status {
            case 200: return value
            case 204, 404: return nil
            case 401 where renewals < 2:
                renewals += 1
                token = nil
            default: throw source.refused(path, response)
            }
        }
    }

    private func currentToken() throws(MetadataError) -> String {
        if let token { return token }
        let headers = [("Metadata-Token-Expiry-Seconds", Self.tokenLifetime)]
        let (refusal, new) = try source.send("PUT", Self.tokenPath, headers: headers) {
            response throws(TransferFailure) -> (Response?, String) in
            guard response.status == 200 else { return (response, "") }
            let token = String(decoding: response.body, as: UTF8.self).word
            // Anything else, such as a web page, must not become a header.
            guard let token, token.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-_.~+/=".contains($0)) })
            else { throw .unusable("the answer is not a token") }
            return (nil, token)
        }
        if let refusal { throw source.refused(Self.tokenPath, refusal) }
        token = new
        return new
    }
}
