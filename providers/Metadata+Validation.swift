import Plan
import Text

/// The answers of a metadata service are not trusted: they become files, commands and lines on a console.
extension Metadata {
    /// The record without invalid values, each of which gets a note.
    ///
    /// - Throws: ``MetadataError`` if the instance id is invalid.
    func validated(_ provider: Provider) throws(MetadataError) -> Metadata {
        guard Self.isInstanceID(instanceID) else {
            throw .incomplete(
                provider: provider.title,
                "valid instance id: \(Self.excerpt(instanceID)) is not one (at most 128 letters, digits and ._:-)")
        }
        var record = self
        record.validate(\.region, "region", Self.isWord)
        record.validate(\.zone, "zone", Self.isWord)
        record.macs.public = macs.public.flatMap { Self.isMAC($0) ? $0 : nil }
        record.macs.private.removeAll { !Self.isMAC($0) }
        record.tags = record.kept(tags, "tag")
        record.sshKeys = record.kept(sshKeys, "ssh key")
        return record
    }

    mutating func pass(over value: String, _ what: String, for standIn: String = "none") {
        notes.append("the metadata's \(what) \(Self.excerpt(value)) is not valid: using \(standIn)")
    }

    private mutating func validate(
        _ field: WritableKeyPath<Metadata, String?>, _ what: String, _ isRight: (String) -> Bool
    ) {
        guard let value = self[keyPath: field], !isRight(value) else { return }
        pass(over: value, what)
        self[keyPath: field] = nil
    }

    /// Lines of visible text; other lines are skipped.
    private mutating func kept(_ values: [String], _ what: String) -> [String] {
        values.filter { value in
            if value.utf8.count <= 16_384, VisibleText.isLine(value) { return true }
            pass(over: value, what)
            return false
        }
    }

    private static func isInstanceID(_ text: String) -> Bool { text.utf8.count <= 128 && isWord(text) }

    /// Letters, digits and the other characters of cloud identifiers.
    private static func isWord(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
                default: "._:/-".utf8.contains(byte)
                }
            }
    }

    private static func isMAC(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        return parts.count == 6
            && parts.allSatisfy { part in
                part.count == 2
                    && part.allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
            }
    }

    /// The beginning of an untrusted text, made safe to show.
    private static func excerpt(_ text: String) -> String {
        let start = String(String.UnicodeScalarView(text.unicodeScalars.prefix(40)))
        return "`\(VisibleText.line(start))`" + (text.unicodeScalars.count > 40 ? "… (\(text.utf8.count) bytes)" : "")
    }
}
