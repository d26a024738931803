import ComposeFile
import YAML

/// What a service's healthcheck tells about its address.
enum Readiness {
    static func address(of service: ComposeService) -> (port: Int, path: String)? {
        guard let test = service["healthcheck"]?["test"] else { return nil }
        let words = (test.sequence ?? [test]).compactMap(\.string).joined(separator: " ")
        return LocalAddress.first(in: words)
    }

    /// The path that a healthcheck asks for; nil where it asks for none, or another port.
    static func path(_ publication: Publication, of service: ComposeService) -> String? {
        guard let address = address(of: service), address.port == publication.container,
            address.path.utf8.allSatisfy({
                $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "{") && $0 != UInt8(ascii: "$")
            })
        else { return nil }
        let path = address.path.isEmpty ? "/" : address.path
        guard publication.path != "/" else { return path }
        // The edge leads elsewhere with all other paths.
        return path == publication.path || path.hasPrefix(publication.path + "/") ? path : nil
    }

    /// The check for the address that people open: the healthcheck's own path, or that the port answers. Behind the edge,
    /// something always accepts a connection, so there it is a request.
    static func check(_ publication: Publication, of service: ComposeService) -> YAMLValue {
        let path = path(publication, of: service)
        if publication.isExposed {
            return .map([("http", .string(publication.url + (path ?? publication.path)))])
        }
        guard let path else { return .map([("tcp", .string("127.0.0.1:\(publication.port)"))]) }
        let port = publication.port == 80 ? "" : ":\(publication.port)"
        return .map([("http", .string("http://127.0.0.1\(port)\(path)"))])
    }
}
