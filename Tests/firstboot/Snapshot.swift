import Foundation

/// What is in a machine's folder, with each secret's value replaced by its name: two boots can be compared so.
struct Snapshot {
    struct Entry: Equatable {
        var mode: UInt16
        /// nil for a folder.
        var text: String?
    }

    var entries: [String: Entry] = [:]

    init() {}

    /// - Parameter secrets: Sets of them, where one that was replaced may still be somewhere.
    init(_ root: String, secrets: [[String: String]]) {
        let secrets = secrets.flatMap { $0.map { (name: $0.key, value: $0.value) } }
        let manager = FileManager.default
        for path in manager.enumerator(atPath: root)?.allObjects as? [String] ?? [] {
            // The kernel's, and what was printed.
            if path.hasPrefix("dev") || path.hasPrefix("sys") { continue }
            var status = stat()
            guard lstat("\(root)/\(path)", &status) == 0 else { continue }
            // A program has no secrets, and is long.
            let isProgram = status.st_size > 1 << 20
            let isRead = status.st_mode & S_IFMT == S_IFREG && !isProgram
            let bytes = isRead ? manager.contents(atPath: "\(root)/\(path)") : nil
            let text =
                isProgram
                ? "\(status.st_size) bytes"
                : bytes.map { Self.hide(secrets, in: String(decoding: $0, as: UTF8.self)) }
            entries[path] = Entry(mode: UInt16(status.st_mode & 0o7777), text: text)
        }
    }

    /// Where a file is written before it is put in place.
    static func temporary(_ path: String) -> String {
        let name = path.split(separator: "/").last ?? ""
        return path.dropLast(name.count) + ".\(name).landfall"
    }

    var temporaries: [String] { entries.keys.filter { $0.hasSuffix(".landfall") } }

    /// How this one, of a finished boot, is other than the undisturbed one.
    func differences(from reference: Snapshot) -> [String] {
        Set(entries.keys).union(reference.entries.keys).sorted().compactMap { path in
            if Self.isVolatile(path) { return nil }
            return switch (entries[path], reference.entries[path]) {
            case (nil, _): "\(path) is missing"
            case (_, nil): "\(path) is there"
            case (let mine?, let other?):
                if mine.mode != other.mode {
                    "\(path) has mode \(String(mine.mode, radix: 8))"
                } else if mine.text != other.text {
                    "\(path) holds \(mine.text ?? "")"
                } else {
                    nil
                }
            }
        }
    }

    /// What is wrong with this one, of a boot that was cut off: nothing may be half there, nothing too open.
    func damages(comparedTo references: [Snapshot]) -> [String] {
        // The edge checks a configuration there, and begins each time by removing it.
        entries.keys.filter { !$0.hasPrefix("var/lib/landfall/edge/caddy/next") }.sorted().compactMap { path in
            let name = path.split(separator: "/").last.map(String.init) ?? path
            let final =
                path.hasSuffix(".landfall")
                ? path.dropLast(name.count) + name.dropFirst().dropLast(".landfall".count) : path[...]
            let others = references.compactMap { $0.entries[String(final)] }
            guard let mine = entries[path], !others.isEmpty else { return "\(path) is there" }
            if others.allSatisfy({ mine.mode & ~$0.mode != 0 }) {
                return "\(path) is open to others: \(String(mine.mode, radix: 8))"
            }
            if path != String(final) || others.contains(where: { $0.text == mine.text }) { return nil }
            // These change as the boot goes on; whole they must be at any time.
            let isJSON = name.hasSuffix(".json")
            let isWhole = isJSON && (try? JSONSerialization.jsonObject(with: Data((mine.text ?? "").utf8))) != nil
            return isWhole ? nil : "\(path) is half written"
        }
    }

    private static func isVolatile(_ path: String) -> Bool { path == "run" || path.hasPrefix("run/") }

    private static func hide(_ secrets: [(name: String, value: String)], in text: String) -> String {
        // Digests of what holds a secret.
        let plain = text.replacing(/"doneAt": [0-9]+/, with: "\"doneAt\": 0").replacing(
            /"[0-9a-f]{64}"/, with: "\"<SHA-256>\"")
        return secrets.sorted { $0.value.count > $1.value.count }.reduce(plain) {
            $0.replacing($1.value.replacing("\n", with: "\\n"), with: "<\($1.name)>")
                .replacing($1.value, with: "<\($1.name)>")
        }
    }
}
