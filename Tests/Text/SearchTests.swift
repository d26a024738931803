import Testing

@testable import Text

/// Against a search that tries each place.
@Suite struct SearchTests {
    private static let texts = ["", "a", "aa", "aab", "abab", "ababab", "baaab", "äbä", "aaaa", "a\r\nb", "e\u{301}b"]

    @Test(arguments: texts) func findsWhatTheStandardOneFinds(text: String) {
        for other in Self.texts {
            let standard = Substring(text).standardRange(of: other)
            #expect(text.firstRange(of: other) == standard, "\(text) \(other)")
            #expect(text.contains(other) == (standard != nil))
            #expect(
                Array(text.utf8).firstRange(of: other.utf8)?.lowerBound == Array(text.utf8).standardStart(of: other))
        }
    }

    @Test func replacesEachPlaceOnce() {
        #expect("aaaa".replacing("aa", with: "b") == "bb")
        #expect("abab".replacing("b", with: "bb") == "abbabb")
        #expect("abab".replacing("", with: "x") == "abab")
        #expect("abab".replacing("c", with: "x") == "abab")
        #expect([1, 2, 1, 2].replacing([2, 1], with: []) == [1, 2])
    }
}

extension Substring {
    /// By trying each place.
    fileprivate func standardRange(of other: String) -> Range<Index>? {
        indices.lazy.compactMap { start -> Range<Index>? in
            guard self[start...].starts(with: other) else { return nil }
            return start..<index(start, offsetBy: other.count)
        }.first ?? (other.isEmpty ? startIndex..<startIndex : nil)
    }
}

extension [UInt8] {
    fileprivate func standardStart(of other: String) -> Int? {
        (0...count).first { self[$0...].starts(with: other.utf8) }
    }
}
