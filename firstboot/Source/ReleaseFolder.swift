import HTTP
import Host
import Installation
import Release

/// Where the files of a release are: a folder of this machine, or of a server.
package struct ReleaseFolder: Sendable {
    /// An absolute path, or a URL without a trailing slash.
    package let place: String

    /// - Parameter text: As the owner or a plan writes it.
    package init(_ text: String) {
        place = Self.isURL(text) ? String(text.reversed().drop { $0 == "/" }.reversed()) : Root(text).prefix
    }

    private static func isURL(_ text: String) -> Bool { text.hasPrefix("https://") || text.hasPrefix("http://") }

    package var isRemote: Bool { Self.isURL(place) }

    /// - Parameters:
    ///   - name: Of a file in it.
    ///   - limit: In bytes.
    /// - Returns: nil if there is no such file.
    package func read(_ name: String, limit: Int) throws -> [UInt8]? {
        guard isRemote else { return try Files(.system).read("\(place)/\(name)", limit: limit) }
        var policy = Policy.download
        policy.bodyLimit = limit
        let response: Response
        do { response = try Client(policy: policy).send(Request("GET", "\(place)/\(name)")) } catch {
            throw Failure(
                .unavailable, "\(name) cannot be downloaded",
                details: error.description.split(separator: "\n").map(String.init),
                help:
                    "check that the machine reaches the server, or download the release elsewhere and give its folder: "
                    + "--from DIR")
        }
        if [404, 410].contains(response.status) { return nil }
        guard response.status == 200 else {
            throw Failure(.unavailable, "\(place)/\(name): the server answers with status \(response.status)")
        }
        return response.body
    }
}
