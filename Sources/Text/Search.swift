// Searches in texts and bytes. The standard ones are in the module for regular expressions, which would take a megabyte of
// the machine's binary: so the modules of that binary do not import it (Package.swift).

extension Collection where Element: Equatable {
    /// The first place at which the elements of another collection stand in this order; nil if there is none.
    public func firstRange<Other: Collection>(of other: Other) -> Range<Index>? where Other.Element == Element {
        search(for: other)
    }

    /// All places, from the first on; they do not overlap.
    public func ranges<Other: Collection>(of other: Other) -> [Range<Index>] where Other.Element == Element {
        var found: [Range<Index>] = []
        var rest = self[...]
        while !other.isEmpty, let place = rest.search(for: other) {
            found.append(place)
            rest = rest[place.upperBound...]
        }
        return found
    }

    fileprivate func search<Other: Collection>(for other: Other) -> Range<Index>? where Other.Element == Element {
        guard let first = other.first else { return startIndex..<startIndex }
        var start = self[...].firstIndex(of: first)
        while let place = start {
            if let end = end(of: other, from: place) { return place..<end }
            start = self[index(after: place)...].firstIndex(of: first)
        }
        return nil
    }

    /// Where a match that begins at an index ends.
    private func end<Other: Collection>(of other: Other, from start: Index) -> Index? where Other.Element == Element {
        var index = start
        for element in other {
            guard index != endIndex, self[index] == element else { return nil }
            formIndex(after: &index)
        }
        return index
    }

    /// Whether the elements of another collection stand somewhere in this order.
    public func contains<Other: Collection>(_ other: Other) -> Bool where Other.Element == Element {
        search(for: other) != nil
    }
}

extension RangeReplaceableCollection where Element: Equatable {
    /// A copy in which each place of a text has another one; places do not overlap.
    public func replacing<Other: Collection, New: Collection>(_ other: Other, with new: New) -> Self
    where Other.Element == Element, New.Element == Element {
        guard !other.isEmpty else { return self }
        var copy = Self()
        var rest = self[...]
        while let place = rest.search(for: other) {
            copy.append(contentsOf: rest[..<place.lowerBound])
            copy.append(contentsOf: new)
            rest = rest[place.upperBound...]
        }
        copy.append(contentsOf: rest)
        return copy
    }
}

// The same where the standard module has something more special: without these, the compiler would take that.

extension StringProtocol {
    /// Whether another text stands somewhere in this one.
    public func contains(_ other: String) -> Bool { search(for: other) != nil }

    /// Whether another text stands somewhere in this one.
    public func contains(_ other: Substring) -> Bool { search(for: other) != nil }
}

extension BidirectionalCollection where Element: Comparable {
    /// See ``Swift/Collection/firstRange(of:)``.
    public func firstRange<Other: Collection>(of other: Other) -> Range<Index>? where Other.Element == Element {
        search(for: other)
    }
}
