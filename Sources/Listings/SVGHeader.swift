import Text

/// The little that must be known of an SVG file: that it is one, its size, and that it is only a picture.
///
/// It is no XML parser. What it cannot read it refuses, so nothing that a browser would run or load gets through.
struct SVGHeader {
    private static let damaged = Logo.Unfit(
        message: "is neither a PNG nor an SVG file", help: "export the logo as PNG or SVG")

    static func size(_ bytes: [UInt8]) throws(Logo.Unfit) -> Logo.Size? {
        guard let text = String(validating: bytes, as: UTF8.self), text.contains("<svg") else { throw damaged }
        guard text.split(whereSeparator: \.isWhitespace).joined().hasSuffix("</svg>") else {
            throw Logo.Unfit(message: "is cut off: it does not end with </svg>", help: "export the logo again")
        }
        if let what = active(text.lowercased()) {
            throw Logo.Unfit(
                message: "has \(what), which marketplaces do not take in a picture",
                help: "export the logo as plain SVG, with all in one file")
        }
        guard let start = text.firstRange(of: "<svg"), let root = tag(text[start.upperBound...]) else { throw damaged }
        let box = (attribute("viewBox", root) ?? "").split { $0 == " " || $0 == "," || $0.isNewline }.compactMap {
            Double($0)
        }
        if let width = length(attribute("width", root)), let height = length(attribute("height", root)) {
            return Logo.Size(width: width, height: height)
        }
        return box.count == 4 && box[2] > 0 && box[3] > 0 ? Logo.Size(width: box[2], height: box[3]) : nil
    }

    /// What a browser would run or load, in words; nil for a picture.
    private static func active(_ text: String) -> String? {
        // A logo needs neither, and what they spell would have to be read as a browser does.
        if text.contains("&#") || text.contains("\\") { return "characters that are written as codes" }
        let text = text.replacing(#/\s*=\s*/#, with: "=").replacing(#/<[a-z_][a-z0-9_.-]*:/#, with: "<")
        let marks = [
            ("<script", "a script"), ("<foreignobject", "HTML"), ("<!entity", "entities"),
            ("<!doctype", "a document type"),
            ("javascript:", "a script"), ("<iframe", "HTML"), ("@import", "a style from elsewhere"),
            ("<?xml-stylesheet", "a style from elsewhere"), ("<handler", "a script"),
        ]
        if let found = marks.first(where: { text.contains($0.0) }) { return found.1 }
        for quote in ["\"", "'"] {
            for scheme in ["http", "//", "file:", "data:text"] where text.contains("href=\(quote)\(scheme)") {
                return "a link to another file"
            }
        }
        for start in text.ranges(of: "url(") {
            let target = text[start.upperBound...].drop { $0 == "\"" || $0 == "'" || $0 == " " }
            if !target.hasPrefix("#") && !target.hasPrefix("data:image/") { return "a link to another file" }
        }
        // Handlers: ` onload=`.
        for start in text.ranges(of: "on") where start.lowerBound > text.startIndex {
            let before = text[text.index(before: start.lowerBound)]
            let rest = text[start.upperBound...].drop { ("a"..."z").contains($0) }
            if before.isWhitespace || before == "/" || before == "\"" || before == "'",
                rest.drop(while: \.isWhitespace).hasPrefix("="), rest.startIndex > start.upperBound
            {
                return "a script"
            }
        }
        return nil
    }

    /// What stands in a tag, up to its end.
    private static func tag(_ text: Substring) -> Substring? {
        var quote: Character?
        for index in text.indices {
            let character = text[index]
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "\"" || character == "'" {
                quote = character
            } else if character == ">" {
                return text[..<index]
            }
        }
        return nil
    }

    private static func attribute(_ name: String, _ tag: Substring) -> String? {
        for start in tag.ranges(of: name) where start.lowerBound > tag.startIndex {
            let rest = tag[start.upperBound...].drop(while: \.isWhitespace)
            guard tag[tag.index(before: start.lowerBound)].isWhitespace, rest.first == "=" else { continue }
            let value = rest.dropFirst().drop(while: \.isWhitespace)
            guard let quote = value.first, quote == "\"" || quote == "'" else { continue }
            return String(value.dropFirst().prefix { $0 != quote })
        }
        return nil
    }

    /// In pixels; nil for a share of the page or another unit.
    private static func length(_ text: String?) -> Double? {
        guard let text else { return nil }
        let number = text.hasSuffix("px") ? String(text.dropLast(2)) : text
        guard let value = Double(number), value > 0, value.isFinite else { return nil }
        return value
    }
}
