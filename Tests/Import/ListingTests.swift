import AppSpec
import Import
import Listings
import TestSupport
import Testing

/// What a Coolify template's comments say of its app becomes the section `listing`.
@Suite struct ListingTests {
    private static let compose = "services:\n  web:\n    image: acme/web:1.2\n"

    private func listing(_ header: String) throws -> Listing? {
        let imported = try Imported(header + "\n" + Self.compose)
        #expect(imported.errors.isEmpty)
        return try #require(imported.compilation.spec).listing
    }

    @Test func `text and links are taken`() throws {
        let read = try #require(
            try listing(
                "# documentation: https://example.com/docs?a=b\n# slogan: A demo: \"quoted\"\n# category: cms\n"
                    + "# tags: one, two words,one,,three\n# logo: svgs/demo.svg\n# port: 80\n"))
        #expect(read.link(.docs) == "https://example.com/docs?a=b" && read.summary == "A demo: \"quoted\"")
        #expect(read.category == "cms" && read.tags == ["one", "two words", "three"] && read.logo == nil)
    }

    @Test func `what a listing cannot have is left out or put elsewhere`() throws {
        let slogan = String(repeating: "long ", count: 40)
        let read = try #require(
            try listing(
                "# documentation: javascript:alert(1)\n# slogan: \(slogan)\n# category: \(slogan)\n# port: 80\n"))
        #expect(read.links.isEmpty && read.summary == nil && read.category == nil)
        #expect(read.description?.hasPrefix("long long ") == true)
    }

    @Test func `an ordinary file has none`() throws {
        #expect(try listing("# slogan of ours\n") == nil)
    }
}
