import Foundation

/// One question and its answer, as the facts about a provider give them.
struct Exchange: Codable {
    var variant: String
    var method: String
    var path: String
    var headers: [String: String]
    var status: Int
    var responseHeaders: [String: String]
    var body: String
}

/// The facts as they are kept with the tests: one exchange a line, and one normalized record for each variant.
///
/// With LANDFALL_RECORD=1 they are made again from the folder in LANDFALL_METADATA_FACTS.
enum RecordedFacts {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Golden/Providers")

    static func exchanges(of provider: String) throws -> [Exchange] {
        let file = folder.appending(path: "\(provider)/exchanges.jsonl")
        if let facts = recordingSource { try record(facts.appending(path: provider), into: file) }
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map {
            try JSONDecoder().decode(Exchange.self, from: Data($0.utf8))
        }
    }

    /// The expected record as JSON.
    static func record(of provider: String, variant: String) throws -> Data {
        let file = folder.appending(path: "\(provider)/\(variant).json")
        if let facts = recordingSource {
            let source = facts.appending(path: "\(provider)/normalized/\(variant).json")
            // The worked example is in no facts.
            if let record = try? String(contentsOf: source, encoding: .utf8) {
                // Root's password is left to cloud-init.
                let text = record.replacing(/"vars": \{\s*"password": "[^"]*"\s*\}/, with: #""vars": {}"#)
                try Data(text.utf8).write(to: file)
            }
        }
        return try Data(contentsOf: file)
    }

    private static var recordingSource: URL? {
        let environment = ProcessInfo.processInfo.environment
        guard environment["LANDFALL_RECORD"] == "1" else { return nil }
        return environment["LANDFALL_METADATA_FACTS"].map { URL(filePath: $0) }
    }

    private static func record(_ facts: URL, into file: URL) throws {
        struct Endpoint: Decodable {
            var variant, method, path: String
            var headers, responseHeaders: [String: String]
            var status: Int
            var bodyFile: String?
            var note: String?
        }
        let data = try Data(contentsOf: facts.appending(path: "endpoints.json"))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let endpoints = try decoder.decode([Endpoint].self, from: data).filter { endpoint in
            // A variant without a record shows one answer, not a machine. Neither another port nor the port from which
            // a request comes is the emulator's.
            let record = facts.appending(path: "normalized/\(endpoint.variant).json")
            return FileManager.default.fileExists(atPath: record.path) && endpoint.path.hasPrefix("/")
                && endpoint.note?.hasPrefix("source port") != true
        }
        let lines = try endpoints.map { endpoint in
            var body = try endpoint.bodyFile.map { try String(contentsOf: facts.appending(path: $0), encoding: .utf8) }
            // The facts keep the refusal and the value of this one path in the same file; its record has the value.
            if endpoint.path == "/v1/internal/app-domain", endpoint.status == 200 { body = "store.example.com" }
            // Nor does a refusal give away the value whose file it shares there.
            let isShared = endpoints.contains { $0.bodyFile == endpoint.bodyFile && $0.status == 200 }
            if endpoint.status == 401, isShared { body = "" }
            let exchange = Exchange(
                variant: endpoint.variant, method: endpoint.method, path: endpoint.path, headers: endpoint.headers,
                status: endpoint.status, responseHeaders: endpoint.responseHeaders, body: body ?? "")
            return String(decoding: try encoder.encode(exchange), as: UTF8.self) + "\n"
        }
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(lines.joined().utf8).write(to: file)
    }
}
