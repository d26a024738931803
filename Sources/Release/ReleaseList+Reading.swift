import Host
import JSON

extension ReleaseList {
    /// Reads release.json. Every name and number in it is checked, because parts of it become paths and commands.
    ///
    /// It may be signed by nobody: use ``Trust/list(_:signature:)`` where that matters.
    ///
    /// - Throws: ``ReleaseRefusal/newerFormat(_:)``, ``ReleaseRefusal/damagedList(_:)``.
    public init(reading bytes: [UInt8]) throws(ReleaseRefusal) {
        guard bytes.count <= Self.limit else { throw .damagedList("it is larger than \(Self.limit >> 20) MiB") }
        do {
            let json = try JSONValue(parsing: bytes)
            guard case .number(let text)? = json["format"], let format = Int(text) else {
                throw ReleaseRefusal.damagedList("it has no number `format`")
            }
            guard format <= Self.currentFormat else { throw ReleaseRefusal.newerFormat(format) }
            self = try JSONCoder.decode(ReleaseList.self, from: json)
        } catch let refusal as ReleaseRefusal {
            throw refusal
        } catch let error as JSONError {
            throw .damagedList("it is not JSON: \(error)")
        } catch {
            throw .damagedList("\(error)")
        }
        if let problem { throw .damagedList(problem) }
    }

    /// What is wrong in it; nil where nothing is.
    private var problem: String? {
        let versions = [version] + stops + changes.map(\.version) + (minimumFrom.map { [$0] } ?? [])
        if let bad = versions.first(where: { !Self.isVersion($0) }) { return "`\(bad)` is no version" }
        if !Self.isWord(name, most: 31) { return "`name` is no app's name" }
        if !Self.isWord(channel, most: 31) { return "`channel` is no channel's name" }
        guard let created = Timestamp(iso8601: created), let expires = Timestamp(iso8601: expires) else {
            return "`created` or `expires` is no time"
        }
        if created.seconds >= expires.seconds { return "it expires before it was made" }
        if keys.count > 4 || keys.contains(where: { Minisign.PublicKey($0) == nil }) {
            return "`keys` has something else than minisign's public keys"
        }
        if files.count > 5_000 || programs.count > 5_000 || images.count > 500 || stops.count > 500 {
            return "it names too many files or images"
        }
        let all = files + programs
        if Set(all.map(\.name)).count != all.count { return "it names a file twice" }
        return all.lazy.compactMap(Self.problem).first ?? images.lazy.compactMap(Self.problem).first
    }

    private static func problem(_ file: File) -> String? {
        if !isFileName(file.name) { return "a file's name has other characters than letters, digits and `.+_-`" }
        if !(0...(1 << 40)).contains(file.size) { return "the size of \(file.name) is impossible" }
        return isHexadecimal(file.sha256[...]) ? nil : "the SHA-256 of \(file.name) is none"
    }

    private static func problem(_ image: Image) -> String? {
        let digests = (image.digest.map { [$0] } ?? []) + image.configurations.values
        let isSound = digests.allSatisfy { $0.hasPrefix("sha256:") && isHexadecimal($0.dropFirst(7)) }
        return isSound ? nil : "a digest of \(image.reference) is no SHA-256"
    }

    private static func isHexadecimal(_ text: Substring) -> Bool {
        text.utf8.count == 64 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    private static func isVersion(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count) && text.utf8.first.map(isAlphanumeric) == true && isFileName(text)
    }

    private static func isWord(_ text: String, most: Int) -> Bool {
        (1...most).contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2d }
    }

    /// Neither hidden nor `..`, and a word for every shell.
    private static func isFileName(_ text: String) -> Bool {
        (1...200).contains(text.utf8.count) && text.utf8.first.map(isAlphanumeric) == true
            && text.utf8.allSatisfy { isAlphanumeric($0) || ".+_-".utf8.contains($0) }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
    }
}
