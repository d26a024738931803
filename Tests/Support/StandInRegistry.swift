import Foundation

/// A registry on loopback with one image, `web:1`, that does not give it as it should. Its certificate is its own: the
/// engine and `docker` take any from a registry of this computer.
public final class StandInRegistry: Sendable {
    public static let isPossible = Tool.isInstalled("python3") && Tool.isInstalled("openssl")

    public enum Fault: String, Sendable, CaseIterable {
        /// It wants a login.
        case login
        /// It wants ``user`` and ``password``, and then gives everything.
        case password
        /// Too many requests.
        case limit
        /// A layer ends early.
        case truncation
        /// The layers are larger than any disk.
        case size
    }

    public static let user = "reader"
    public static let password = "pass word:1"

    private let folder = TemporaryFolder()
    private let process: Process
    private let port: String

    /// For a compose file.
    public var image: String { "\(host)/web:1" }
    public var host: String { "127.0.0.1:\(port)" }

    public init(_ fault: Fault) throws {
        guard let openssl = Tool("openssl") else { throw NeverHappened() }
        let made = try openssl.run([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj",
            "/CN=127.0.0.1", "-keyout", folder.file("key.pem"), "-out", folder.file("cert.pem"),
        ])
        guard made.status == 0 else { throw NeverHappened() }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-u", "-c", Self.script, fault.rawValue, folder.path]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        self.process = process
        port = String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self).filter(\.isNumber)
    }

    deinit {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Source: OCI Distribution Specification; the manifest is Docker's, schema 2.
    private static let script = """
        import base64, hashlib, http.server, json, ssl, sys
        fault, folder = sys.argv[1:]
        digest = lambda data: "sha256:" + hashlib.sha256(data).hexdigest()
        layer = bytes(1000)
        config = json.dumps({"architecture": "amd64", "os": "linux", "config": {},
                             "rootfs": {"type": "layers", "diff_ids": [digest(layer)]}}).encode()
        kind = "application/vnd.docker."
        manifest = json.dumps({
            "schemaVersion": 2, "mediaType": kind + "distribution.manifest.v2+json",
            "config": {"mediaType": kind + "container.image.v1+json", "size": len(config), "digest": digest(config)},
            "layers": [{"mediaType": kind + "image.rootfs.diff.tar.gzip", "digest": digest(layer),
                        "size": 1 << 50 if fault == "size" else len(layer)}]}).encode()

        class Registry(http.server.BaseHTTPRequestHandler):
            def answer(self):
                own = "Basic " + base64.b64encode(b"reader:pass word:1").decode()
                if fault == "login" or fault == "password" and self.headers.get("Authorization") != own:
                    return 401, {"WWW-Authenticate": 'Basic realm="web"'}, self.error("UNAUTHORIZED", "log in")
                if self.path == "/v2/":
                    return 200, {}, b"{}"
                if fault == "limit":
                    return 429, {}, self.error("TOOMANYREQUESTS", "rate limit")
                if "/manifests/" in self.path:
                    return 200, {"Content-Type": kind + "distribution.manifest.v2+json",
                                 "Docker-Content-Digest": digest(manifest)}, manifest
                return 200, {}, layer[:500] if self.path.endswith(digest(layer)) else config

            def error(self, code, message):
                return json.dumps({"errors": [{"code": code, "message": message}]}).encode()

            def do_GET(self):
                status, headers, body = self.answer()
                self.send_response(status)
                # Docker 20.10 takes no server without this header for a registry.
                own = {"Content-Type": "application/json", "Docker-Distribution-API-Version": "registry/2.0"}
                for name, value in (own | headers).items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command == "GET":
                    self.wfile.write(body)

            do_HEAD = do_GET

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Registry)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder + "/cert.pem", folder + "/key.pem")
        server.socket = context.wrap_socket(server.socket, server_side=True)
        print(server.server_port)
        server.serve_forever()
        """
}
