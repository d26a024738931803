import Host
import Plan
import Publishing

@testable import Release

/// A signed release of Echora 1.5.0, to break in one way each.
struct SignedRelease {
    let active: Minisign.SecretKey
    let spare: Minisign.SecretKey
    var list: ReleaseList
    let now = Timestamp(iso8601: "2026-02-01T00:00:00Z") ?? Timestamp(seconds: 0)

    init() throws {
        active = try .make()
        spare = try .make()
        list = ReleaseList(
            name: "echora", version: "1.5.0", channel: "stable", created: "2026-01-02T03:04:05Z",
            expires: "2026-04-02T03:04:05Z")
        list.minimumFrom = "1.2.0"
        list.stops = ["1.3.0", "1.4.0"]
        list.changes = [.init(version: "1.5.0", text: "- New"), .init(version: "1.4.0", text: "- Old")]
        list.images = [
            .init(
                reference: "postgres:17", digest: "sha256:" + String(repeating: "a", count: 64),
                configurations: ["linux/amd64": "sha256:" + String(repeating: "b", count: 64)])
        ]
        list.files = [.init(name: "echora-vultr-x86_64", size: 3, sha256: String(repeating: "c", count: 64))]
        list.programs = [.init(name: "echora-whole", size: 4, sha256: String(repeating: "d", count: 64))]
        list.keys = lines
    }

    var lines: [String] { [active.publicKey.line, spare.publicKey.line] }

    /// - Parameter keys: nil for its own ones.
    func trust(_ keys: [String]? = nil) throws -> Trust { try Trust(app: "echora", keys: keys ?? lines) }

    func signature(by key: Minisign.SecretKey? = nil, comment: String? = nil) throws -> [UInt8] {
        try (key ?? active).sign(list.encoded(), trustedComment: comment ?? list.trustedComment).file
    }

    /// What a machine makes of it that trusts these keys.
    func refusal(
        by key: Minisign.SecretKey? = nil, comment: String? = nil, trusting keys: [String]? = nil
    ) throws -> ReleaseRefusal? {
        let (bytes, signature) = (try list.encoded(), try signature(by: key, comment: comment))
        let trust = try trust(keys)
        do throws(ReleaseRefusal) {
            _ = try trust.list(bytes, signature: signature)
            return nil
        } catch {
            return error
        }
    }
}

extension ReleaseRefusal {
    /// The error of the call; nil where it succeeds.
    static func of(_ call: () throws(ReleaseRefusal) -> Void) -> ReleaseRefusal? {
        do throws(ReleaseRefusal) {
            try call()
            return nil
        } catch {
            return error
        }
    }
}
