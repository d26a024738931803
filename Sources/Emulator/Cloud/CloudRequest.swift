import Foundation

struct CloudRequest: Sendable {
    var method: String
    /// The path's parts behind the version.
    var path: [String]
    var body: Data

    /// The body's members, checked against the API's fields.
    ///
    /// - Parameters:
    ///   - required: Must be there and not be empty.
    ///   - optional: May be there.
    func fields(required: [String], optional: [String] = []) throws(CloudReply) -> [String: Any] {
        guard let fields = try? JSONSerialization.jsonObject(with: body) as? [String: Any] else {
            throw .failure(400, "bad_request", "the body is no JSON object")
        }
        for name in required where (fields[name] as? String)?.isEmpty ?? (fields[name] == nil) {
            throw .failure(422, "unprocessable_entity", "the field \(name) is required")
        }
        for name in fields.keys.sorted() where !required.contains(name) && !optional.contains(name) {
            throw .failure(422, "unprocessable_entity", "there is no field \(name)")
        }
        return fields
    }

    /// The number at that place of the path.
    func id(at index: Int) -> Int { index < path.count ? Int(path[index]) ?? 0 : 0 }
}

struct CloudReply: Error, Sendable {
    var status: Int
    var body = Data()

    static let done = CloudReply(status: 204)
    static let missing = failure(404, "not_found", "there is no such thing")

    static func json(_ status: Int, _ value: [String: Any]) -> CloudReply {
        CloudReply(
            status: status, body: (try? JSONSerialization.data(withJSONObject: value, options: .sortedKeys)) ?? Data())
    }

    /// In the form of either API.
    static func failure(_ status: Int, _ code: String, _ message: String) -> CloudReply {
        json(status, ["id": code, "message": message, "error": ["code": code, "message": message]])
    }
}
