import Glibc

/// The machine's trusted certificate authorities. A static libcurl has no built-in place for them.
enum CertificateBundle {
    /// Debian and Ubuntu; Fedora and RHEL; older RHEL; openSUSE; Alpine.
    private static let places = [
        "/etc/ssl/certs/ca-certificates.crt",
        "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
        "/etc/ssl/ca-bundle.pem",
        "/etc/ssl/cert.pem",
    ]

    /// `SSL_CERT_FILE`, or the first known place that can be read.
    static var path: String? {
        if let named = getenv("SSL_CERT_FILE") { return String(cString: named) }
        return places.first { access($0, R_OK) == 0 }
    }
}
