/// A version of an app, in the order in which its releases follow each other.
///
/// `1.10.0` is newer than `1.9.0`, and `1.4.0` than its own `1.4.0-rc.2` (semver.org, section 11). Where semver sees no
/// difference, what follows `+` decides, number by number: `1.4.0+20260102.030405.9cf33a2` is newer than `1.4.0` and
/// than what was committed before it. A commit and its date, such as `9cf33a2+2026-01-02`, is ordered by the date. A `v`
/// before the number does not count. Any other text is compared by the numbers and words in it.
public struct ReleaseVersion: Sendable, CustomStringConvertible {
    public let description: String
    private let core: [Substring]
    /// What follows `-`, by dots and hyphens; nil where nothing does.
    private let preRelease: [Substring]?
    private let build: [Substring]

    public init(_ text: String) {
        description = text
        let bare =
            text.first.map { "vV".contains($0) } == true && text.dropFirst().first?.isDigit == true
            ? text.dropFirst() : text[...]
        let halves = bare.split(separator: "+", maxSplits: 1)
        let front = halves.first ?? ""
        let back = halves.count > 1 ? halves[1] : ""
        if Self.isCommit(front), !front.allSatisfy(\.isDigit), back.first?.isDigit == true {
            (core, preRelease, build) = (Self.words(back), nil, [front])
            return
        }
        let parts = front.split(separator: "-", maxSplits: 1)
        core = Self.words(parts.first ?? "")
        preRelease = parts.count > 1 ? Self.words(parts[1]) : nil
        build = Self.words(back)
    }

    private static func isCommit(_ text: Substring) -> Bool {
        (7...40).contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    private static func words(_ text: Substring) -> [Substring] { text.split { ".-_:+".contains($0) } }
}

extension ReleaseVersion: Comparable {
    /// Two spellings of one version are equal: `v1.4` and `1.4.0`.
    public static func == (left: Self, right: Self) -> Bool { left.order(right) == 0 }
    public static func < (left: Self, right: Self) -> Bool { left.order(right) < 0 }

    /// Below, at or above zero, as this version comes before, with or after the other.
    private func order(_ other: Self) -> Int {
        let byCore = Self.order(core, other.core, missing: "0")
        if byCore != 0 { return byCore }
        switch (preRelease, other.preRelease) {
        case (nil, nil): break
        case (nil, _): return 1
        case (_, nil): return -1
        case (let mine?, let its?):
            let byPreRelease = Self.order(mine, its, missing: nil)
            if byPreRelease != 0 { return byPreRelease }
        }
        return Self.order(build, other.build, missing: nil)
    }

    /// - Parameter missing: What stands in where one list is shorter; nil where the shorter list comes first.
    private static func order(_ left: [Substring], _ right: [Substring], missing: Substring?) -> Int {
        for index in 0..<max(left.count, right.count) {
            guard let mine = index < left.count ? left[index] : missing else { return -1 }
            guard let its = index < right.count ? right[index] : missing else { return 1 }
            let order = order(mine, its)
            if order != 0 { return order }
        }
        return 0
    }

    /// Numbers by their value, whatever their length, and before words; words by their numbers and the rest: `rc10` is
    /// after `rc9`.
    private static func order(_ left: Substring, _ right: Substring) -> Int {
        var (left, right) = (left, right)
        while let mine = left.first, let its = right.first {
            if mine.isDigit != its.isDigit { return mine.isDigit ? -1 : 1 }
            let (one, other) = (left.prefix { $0.isDigit == mine.isDigit }, right.prefix { $0.isDigit == mine.isDigit })
            left = left.dropFirst(one.count)
            right = right.dropFirst(other.count)
            let order = mine.isDigit ? numeric(one, other) : textual(one, other)
            if order != 0 { return order }
        }
        return left.isEmpty ? (right.isEmpty ? 0 : -1) : 1
    }

    private static func numeric(_ left: Substring, _ right: Substring) -> Int {
        let (left, right) = (left.drop { $0 == "0" }, right.drop { $0 == "0" })
        return left.count == right.count ? textual(left, right) : left.count < right.count ? -1 : 1
    }

    private static func textual(_ left: Substring, _ right: Substring) -> Int {
        left == right ? 0 : left.utf8.lexicographicallyPrecedes(right.utf8) ? -1 : 1
    }
}

extension Character {
    fileprivate var isDigit: Bool { isASCII && isNumber }
}
