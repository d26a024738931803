import Foundation
import JSON
import Plan
import Testing

@Suite struct CoderTests {
    struct Everything: Codable, Equatable {
        enum Choice: Codable, Equatable {
            case none
            case pair(Int, named: String)
        }
        enum Word: String, Codable { case one, two }
        struct Empty: Codable, Equatable {}

        var flag = true
        var integers: [Int64] = [.min, -1, 0, .max]
        var unsigned: [UInt64] = [0, .max]
        var small: [Int8?] = [.min, nil, .max]
        var doubles = [0.1, -0.0, 1e300, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 100, 1e16, 0.1 + 0.2]
        var float: Float = 0.1
        var text = "ü \"\\ \n /"
        var missing: Int?
        var words: [Word] = [.two, .one]
        var choices: [Choice] = [.none, .pair(1, named: "x")]
        var byName = ["b": [1.5], "a": []]
        var byNumber = [1: "one", -2: "minus two"]
        var empty = Empty()
        var nested: [[String: Bool?]] = [["x": true], [:]]
    }

    @Test(arguments: [true, false]) func foundationReadsWhatIsEncoded(pretty: Bool) throws {
        let bytes = try JSONCoder.encode(Everything(), pretty: pretty)
        #expect(try JSONDecoder().decode(Everything.self, from: Data(bytes)) == Everything())
        #expect(try JSONCoder.decode(Everything.self, from: bytes) == Everything())
    }

    @Test func decodesWhatFoundationEncodes() throws {
        let bytes = [UInt8](try JSONEncoder().encode(Everything()))
        #expect(try JSONCoder.decode(Everything.self, from: bytes) == Everything())
    }

    @Test func encodesAsFoundationDoesWithSortedKeys() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let foundation = String(decoding: try encoder.encode(Everything()), as: UTF8.self)
        #expect(String(decoding: try JSONCoder.encode(Everything()), as: UTF8.self) == foundation)
    }

    @Test func aSuperclassAndNestedContainersComeBack() throws {
        let value = Derived(base: 1, own: [[2, 3], [4]])
        let bytes = try JSONCoder.encode(value)
        #expect(String(decoding: bytes, as: UTF8.self) == #"{"own":{"rows":[[2,3],[4]]},"super":{"base":1}}"#)
        let back = try JSONCoder.decode(Derived.self, from: bytes)
        #expect(back.base == 1 && back.own == [[2, 3], [4]])
    }

    @Test(
        arguments: [
            ("1.0", 1), ("1e3", 1000), ("-0", 0), ("9223372036854775807", .max), ("-9223372036854775808", .min),
        ] as [(String, Int64)]) func readsWholeNumbers(_ text: String, _ expected: Int64) throws
    {
        #expect(try JSONCoder.decode(Int64.self, from: Array(text.utf8)) == expected)
    }

    @Test func aRepeatedMemberCountsAsItsLast() throws {
        #expect(
            try JSONCoder.decode([String: Int].self, from: Array(#"{"a":1,"b":2,"a":3}"#.utf8)) == ["a": 3, "b": 2])
    }

    /// Objects of many members are looked up by an index.
    @Test func aLargeObjectIsReadLikeASmallOne() throws {
        let members = Dictionary(uniqueKeysWithValues: (0..<1000).map { ("key\($0)", $0) })
        let text = String(decoding: try JSONCoder.encode(members), as: UTF8.self)
        let repeated = #"{"key7":-1,"# + text.dropFirst()
        #expect(try JSONCoder.decode([String: Int].self, from: Array(repeated.utf8)) == members)
        #expect(throws: DecodingError.self) { try JSONCoder.decode([String: Bool].self, from: Array(text.utf8)) }
    }
}

private class Base: Codable {
    var base: Int
    init(base: Int) { self.base = base }
}

private final class Derived: Base {
    let own: [[Int]]

    enum CodingKeys: CodingKey { case own, rows }

    init(base: Int, own: [[Int]]) {
        self.own = own
        super.init(base: base)
    }

    required init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let inner = try container.nestedContainer(keyedBy: CodingKeys.self, forKey: .own)
        var rows = try inner.nestedUnkeyedContainer(forKey: .rows)
        var own: [[Int]] = []
        while !rows.isAtEnd {
            var row = try rows.nestedUnkeyedContainer()
            var numbers: [Int] = []
            while !row.isAtEnd { numbers.append(try row.decode(Int.self)) }
            own.append(numbers)
        }
        self.own = own
        try super.init(from: container.superDecoder())
    }

    override func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try super.encode(to: container.superEncoder())
        var inner = container.nestedContainer(keyedBy: CodingKeys.self, forKey: .own)
        var rows = inner.nestedUnkeyedContainer(forKey: .rows)
        for numbers in own {
            var row = rows.nestedUnkeyedContainer()
            for number in numbers { try row.encode(number) }
        }
    }
}
