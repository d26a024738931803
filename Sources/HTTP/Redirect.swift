import CCurl

extension Transfer {
    /// The request for the redirect that was just received, if the policy allows it.
    func follow(_ request: Request, count: Int) throws(TransferFailure) -> Request {
        guard let target = redirectURL else { throw .unusable("a redirect without a location") }
        let display = Request("GET", target).displayURL
        guard let from = Origin(request.url), let to = Origin(target) else { throw .redirected(to: display) }
        var next = request
        next.url = target
        switch policy.redirects {
        case .never: throw .redirected(to: display)
        case .sameHost(let limit):
            guard from == to, count <= limit else { throw .redirected(to: display) }
        case .anyHTTPS(let limit):
            guard from == to || to.scheme == "https", count <= limit else { throw .redirected(to: display) }
            if from != to { next.headers = [] }
        }
        return next
    }
}

/// The scheme, host and port of an address.
struct Origin: Equatable {
    let scheme: String
    let host: String
    let port: String

    init?(_ url: String) {
        guard let handle = curl_url() else { return nil }
        defer { curl_url_cleanup(handle) }
        guard curl_url_set(handle, CURLUPART_URL, url, 0) == CURLUE_OK else { return nil }
        func part(_ part: CURLUPart, _ flags: UInt32 = 0) -> String? {
            var text: UnsafeMutablePointer<CChar>?
            guard curl_url_get(handle, part, &text, flags) == CURLUE_OK, let text else { return nil }
            defer { curl_free(text) }
            return String(cString: text)
        }
        guard let scheme = part(CURLUPART_SCHEME), ["http", "https"].contains(scheme), let host = part(CURLUPART_HOST),
            let port = part(CURLUPART_PORT, UInt32(CURLU_DEFAULT_PORT))
        else { return nil }
        self.scheme = scheme
        self.host = host.lowercased()
        self.port = port
    }
}
