import Plan
import TestSupport
import Testing

@testable import AppSpec

@Suite struct SizeSpellingTests {
    @Test(
        arguments: [
            ("2G", "2GiB"), ("512m", "512MiB"), ("1 GiB", "1GiB"), ("2gb", "2GB"), ("2", nil), ("G", nil), ("2x", nil),
            ("9999999999G", nil),
        ] as [(String, String?)])
    func anotherSpellingIsUnderstood(text: String, meant: String?) { #expect(Quantity.meantSize(text) == meant) }
}
