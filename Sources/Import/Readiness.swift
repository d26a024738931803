import ComposeFile
import YAML

/// What a service's healthcheck tells about its address.
enum Readiness {
    static func address(of service: ComposeService) -> (port: Int, path: String)? {
        guard let test = service["healthcheck"]?["test"] else { return nil }
        let words = (test.sequence ?? [test]).compactMap(\.string).joined(separator: " ")
        return LocalAddress.first(in: words)
    }

    /// The check for the address that people open: the healthcheck's own path, or that the port answers.
    static func check(_ publication: Publication, of service: ComposeService) -> YAMLValue {
        if let address = address(of: service), address.port == publication.container,
            address.path.utf8.allSatisfy({
                $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "{") && $0 != UInt8(ascii: "$")
            })
        {
            let port = publication.port == 80 ? "" : ":\(publication.port)"
            let path = address.path.isEmpty ? "/" : address.path
            return .map([("http", .string("http://127.0.0.1\(port)\(path)"))])
        }
        return .map([("tcp", .string("127.0.0.1:\(publication.port)"))])
    }
}
