/// Sets of characters that random text is drawn from.
enum Alphabet {
    static let upper = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)
    static let lower = Array("abcdefghijklmnopqrstuvwxyz".utf8)
    static let digits = Array("0123456789".utf8)
    /// In the order in which they are base 62's digits.
    static let alphanumeric = digits + upper + lower

    /// For passwords that people read off a console: without those that look alike (0 O, 1 l I).
    static let legible: [[UInt8]] = [upper, lower, digits].map { $0.filter { !Array("0O1lI".utf8).contains($0) } }
    /// Punctuation that means nothing to a shell, a URL, YAML or a dotenv file.
    static let harmlessSymbols = Array("-_.".utf8)
}
