import HTTP
import Plan

/// What a provider's reader reads from: the metadata service, or the machine if the provider has none.
public final class MetadataSource {
    /// The names of the values that may come through the provider's own channel.
    public let variableNames: [String]
    public let machine: MachineFiles
    let provider: String
    private let client: Client
    /// The service's addresses. Once one has answered, only that one is left.
    private var endpoint: MetadataEndpoint
    private var token: String?
    /// What the machine has instead of the service.
    private let files: SeedFiles?
    /// Whether `--metadata-url` names a service that stands in for the provider's.
    let isStandIn: Bool

    init(
        _ provider: Provider, at endpoint: MetadataEndpoint, files: SeedFiles?, isStandIn: Bool,
        variableNames: [String], machine: MachineFiles, client: Client
    ) {
        self.files = files
        self.isStandIn = isStandIn
        self.provider = provider.title
        self.endpoint = endpoint
        self.variableNames = variableNames
        self.machine = machine
        self.client = client
    }

    /// Whether there is anything to read from.
    var hasAnswers: Bool { files != nil || !endpoint.urls.isEmpty }

    /// Whether the answers are files on the machine's own disk, which a copy of the disk has too.
    var isOnOwnDisk: Bool { files?.isMounted == false }

    typealias Headers = [(name: String, value: String)]

    /// A required document.
    func json(_ path: String, headers: Headers = []) throws(MetadataError) -> Document {
        try require(try json(optional: path, headers: headers), path)
    }

    /// A document, or nil if the service answers 204 or 404.
    func json(optional path: String, headers: Headers = []) throws(MetadataError) -> Document? {
        try read(path, headers: headers) { bytes throws(Unreadable) in try Document(json: bytes) }
    }

    /// A document, or nil if the service answers 204 or 404.
    ///
    /// - Parameter mayBeEmpty: Whether an empty answer means that there is nothing. Otherwise it is retried.
    func yaml(optional path: String, mayBeEmpty: Bool = false) throws(MetadataError) -> Document? {
        try read(path) { bytes throws(Unreadable) in
            let document = try Document(yaml: bytes)
            guard mayBeEmpty || document != .null else { throw Unreadable(format: "YAML") }
            return document
        }
    }

    /// A body, or nil if the service answers 204, 404 or an empty body.
    func body(_ path: String, headers: Headers = []) throws(MetadataError) -> [UInt8]? {
        let bytes = try read(path, headers: headers) { bytes throws(Unreadable) in bytes }
        return bytes?.isEmpty == true ? nil : bytes
    }

    /// A body as text, or nil if the service answers 204, 404 or an empty body.
    func text(_ path: String, headers: Headers = []) throws(MetadataError) -> String? {
        try body(path, headers: headers).map { String(decoding: $0, as: UTF8.self) }
    }

    /// A value that every machine has. An empty answer is retried.
    func value(required path: String) throws(MetadataError) -> String {
        let value = try read(path) { bytes throws(Unreadable) in
            guard let word = String(decoding: bytes, as: UTF8.self).word else { throw Unreadable(format: "a value") }
            return word
        }
        return try require(value, path)
    }

    /// Reads a path and decodes its body. If that fails it is retried: a service that is just starting may answer with
    /// half a document.
    func read<Value>(
        _ path: String, headers: Headers = [], decode: ([UInt8]) throws(Unreadable) -> Value
    ) throws(MetadataError) -> Value? {
        if let files {
            guard let bytes = files.read(seedPath(path)) else { return nil }
            do throws(Unreadable) {
                return try decode(bytes)
            } catch {
                throw .unexpected(provider: provider, path: path, "a file that is not \(error.format)")
            }
        }
        var renewals = 0
        while true {
            let (refusal, value) = try send("GET", path, headers: try tokenHeader() + headers) {
                response throws(TransferFailure) -> (Response?, Value?) in
                guard response.status == 200 else { return (response, nil) }
                do throws(Unreadable) {
                    return (nil, try decode(response.body))
                } catch {
                    throw .unusable("the answer is not \(error.format)")
                }
            }
            guard let refusal else { return value }
            switch refusal.status {
            case 204, 404: return nil
            case 401 where token != nil && renewals < 2:
                // The service no longer accepts it.
                renewals += 1
                token = nil
            default: throw refused(path, refusal)
            }
        }
    }

    /// The header with the token, which is requested once; nil if the provider wants none.
    private func tokenHeader() throws(MetadataError) -> Headers {
        guard let rule = endpoint.token else { return [] }
        if let token { return [(rule.header, token)] }
        let headers = [(name: rule.lifetimeHeader, value: "\(rule.lifetime)")]
        let (refusal, new) = try send(rule.method, rule.path, headers: headers) {
            response throws(TransferFailure) -> (Response?, String) in
            guard response.status == 200 else { return (response, "") }
            let token = String(decoding: response.body, as: UTF8.self).word
            // Anything else, such as a web page, must not become a header.
            guard let token, token.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-_.~+/=".contains($0)) })
            else { throw .unusable("the answer is not a token") }
            return (nil, token)
        }
        if let refusal { throw refused(rule.path, refusal) }
        token = new
        return [(rule.header, new)]
    }

    /// An answer that a retry cannot change, with its text.
    private func refused(_ path: String, _ response: Response) -> MetadataError {
        .unexpected(provider: provider, path: path, "status \(response.status)" + response.excerpt)
    }

    /// Sends a request to the base address, or to each address in turn until one answers.
    func send<Answer>(
        _ method: String, _ path: String, headers: Headers = [],
        decode: (Response) throws(TransferFailure) -> Answer
    ) throws(MetadataError) -> Answer {
        let requests = endpoint.urls.map { url in
            let path = isStandIn ? path : seedPath(path)
            var request = Request(method, url + path, headers: endpoint.headers + headers)
            request.sourcePorts = endpoint.sourcePorts
            return request
        }
        do throws(HTTPError) {
            let (answer, way) = try client.send(anyOf: requests) { response, way throws(TransferFailure) in
                if endpoint.startingStatuses.contains(response.status) {
                    throw .status(response.status, retryAfter: nil)
                }
                return (try decode(response), way)
            }
            endpoint.urls = [endpoint.urls[way]]
            return answer
        } catch {
            throw .unavailable(provider: provider, error)
        }
    }

    /// The path as a seed has it.
    private func seedPath(_ path: String) -> String {
        String(path.dropFirst(endpoint.seed?.path.count ?? 0))
    }

    func require<Value>(_ value: Value?, _ what: String) throws(MetadataError) -> Value {
        guard let value else { throw .incomplete(provider: provider, what) }
        return value
    }
}

extension Response {
    /// An excerpt of the body to show after a status: its visible ASCII characters on one line, at most 200 of them.
    fileprivate var excerpt: String {
        let words = body.prefix(2000).split { !(0x21...0x7E).contains($0) }
        let text = words.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
        return text.isEmpty ? "" : ": " + text.prefix(200)
    }
}
