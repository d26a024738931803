import CCurl
import Glibc

/// One libcurl handle and its current attempt.
final class Transfer {
    let policy: Policy
    private let handle: UnsafeMutableRawPointer?
    private var received = Received(bodyLimit: 0)

    private static let isReady: Bool = curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK

    init(policy: Policy) {
        self.policy = policy
        handle = Transfer.isReady ? curl_easy_init() : nil
    }

    deinit { curl_easy_cleanup(handle) }

    /// The absolute target of the last answer's redirect.
    var redirectURL: String? {
        var text: UnsafeMutablePointer<CChar>?
        guard let handle, landfall_curl_get_string(handle, CURLINFO_REDIRECT_URL, &text) == CURLE_OK, let text
        else { return nil }
        return String(cString: text)
    }

    func perform(_ request: Request, timeout: Duration) throws(TransferFailure) -> Response {
        guard let handle else { throw .other("libcurl could not be initialised") }
        guard let origin = Origin(request.url) else { throw .invalidURL }
        // Keep the connection, but reset the last request's options.
        curl_easy_reset(handle)
        received = Received(bodyLimit: policy.bodyLimit)
        let headers = configure(handle, request, timeout: timeout)
        defer { curl_slist_free_all(headers) }
        let target = request.connectTo.map { curl_slist_append(nil, "::" + $0) } ?? nil
        defer { curl_slist_free_all(target) }
        landfall_curl_set_connect_to(handle, target)
        if origin.scheme == "https" { trust(handle) }

        let code = curl_easy_perform(handle)
        guard code == CURLE_OK else { throw failure(code, handle) }
        var status = 0
        landfall_curl_get_long(handle, CURLINFO_RESPONSE_CODE, &status)
        return Response(status: status, headers: received.headers, body: received.body)
    }

    private func configure(
        _ handle: UnsafeMutableRawPointer, _ request: Request, timeout: Duration
    ) -> UnsafeMutablePointer<curl_slist>? {
        landfall_curl_set_long(handle, CURLOPT_NOSIGNAL, 1)
        landfall_curl_set_long(
            handle, CURLOPT_CONNECTTIMEOUT_MS, max(1, min(policy.connectTimeout, timeout).milliseconds))
        landfall_curl_set_long(handle, CURLOPT_TIMEOUT_MS, max(1, timeout.milliseconds))
        landfall_curl_set_string(handle, CURLOPT_URL, request.url)
        landfall_curl_set_string(handle, CURLOPT_CUSTOMREQUEST, request.method)
        if request.method == "HEAD" { landfall_curl_set_long(handle, CURLOPT_NOBODY, 1) }
        if !policy.usesProxy { landfall_curl_set_string(handle, CURLOPT_NOPROXY, "*") }
        if let socket = request.unixSocket { landfall_curl_set_string(handle, CURLOPT_UNIX_SOCKET_PATH, socket) }
        if let ports = request.sourcePorts {
            landfall_curl_set_long(handle, CURLOPT_LOCALPORT, Int(ports.lowerBound))
            landfall_curl_set_long(handle, CURLOPT_LOCALPORTRANGE, ports.count)
        }
        if let body = request.body {
            landfall_curl_set_long(handle, CURLOPT_POSTFIELDSIZE, body.count)
            body.withUnsafeBytes { bytes in
                _ = landfall_curl_copy_body(handle, bytes.baseAddress)
            }
        }

        let context = Unmanaged.passUnretained(received).toOpaque()
        landfall_curl_set_pointer(handle, CURLOPT_WRITEDATA, context)
        landfall_curl_set_write(handle, Received.takeBody)
        landfall_curl_set_pointer(handle, CURLOPT_HEADERDATA, context)
        landfall_curl_set_header(handle, Received.takeHeader)

        // Without this, curl asks the server before it sends a body. If nobody answers, that costs a second.
        var list = curl_slist_append(nil, "Expect:")
        for header in request.headers {
            // libcurl wants a semicolon for a header without a value.
            let line = header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)"
            list = curl_slist_append(list, line)
        }
        landfall_curl_set_list(handle, list)
        return list
    }

    private func trust(_ handle: UnsafeMutableRawPointer) {
        guard policy.verifiesCertificates else {
            landfall_curl_set_long(handle, CURLOPT_SSL_VERIFYPEER, 0)
            landfall_curl_set_long(handle, CURLOPT_SSL_VERIFYHOST, 0)
            return
        }
        if let bundle = CertificateBundle.path { landfall_curl_set_string(handle, CURLOPT_CAINFO, bundle) }
    }

    private func failure(_ code: CURLcode, _ handle: UnsafeMutableRawPointer) -> TransferFailure {
        if received.isTooLarge { return .tooLarge(limit: policy.bodyLimit) }
        switch code {
        case CURLE_URL_MALFORMAT: return .invalidURL
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: return .unresolved
        case CURLE_COULDNT_CONNECT:
            var number = 0
            landfall_curl_get_long(handle, CURLINFO_OS_ERRNO, &number)
            return Int32(number) == ECONNREFUSED ? .refused : .unreachable
        case CURLE_OPERATION_TIMEDOUT: return .timedOut
        case CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE, CURLE_RECV_ERROR, CURLE_SEND_ERROR: return .closed
        // The URL's scheme was checked before, so curl means an answer without a status line.
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY: return .notHTTP
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_ENGINE_INITFAILED:
            return .tls(String(cString: curl_easy_strerror(code)))
        default: return .other(String(cString: curl_easy_strerror(code)))
        }
    }
}
