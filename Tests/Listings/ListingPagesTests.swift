import Listings
import Plan
import TestSupport
import Testing

@Suite struct ListingPagesTests {
    private func listing() throws -> Listing {
        var listing = Listing()
        listing.logo = try Logo(png(512, 512))
        listing.summary = "A small chat server"
        listing.description = "One.\n\nTwo."
        listing.category = "Communication"
        listing.links = [.init(.website, "https://example.com"), .init(.source, "https://example.com/source")]
        listing.email = "help@example.com"
        return listing
    }

    private func files() throws -> [String: String] {
        let plans = [Plan.echora(for: "vultr"), .echora(for: "linode"), .echora(for: "generic")]
        return try ListingPages(listing()).files(for: plans).reduce(into: [:]) {
            $0[$1.path] = String(decoding: $1.bytes, as: UTF8.self)
        }
    }

    @Test func `each cloud gets a form, and all of them a page and the logo`() throws {
        let names = ["linode.txt", "logo.png", "readme.md", "vultr.txt"]
        #expect(try files().keys.sorted() == names.map { "listing/\($0)" })
        #expect(try ListingPages(listing()).files(for: [.echora(for: "generic")]) == [])
    }

    @Test func `the form has the cloud's own fields`() throws {
        let vultr = try #require(try files()["listing/vultr.txt"])
        #expect(vultr.contains("\n\nApp Name ID Format\n------------------\nechora\n\n"))
        #expect(vultr.contains("\n\nRepo URL\n--------\nhttps://example.com/source\n\n"))
        // What the publisher has not written is no field.
        #expect(!vultr.contains("Support URL") && vultr.contains("Support Email\n-------------\nhelp@example.com"))
        let linode = try #require(try files()["listing/linode.txt"])
        #expect(linode.contains("Smallest machine\n----------------\n1 CPU, 1 GiB of memory, 10 GiB of disk\n"))
        #expect(linode.contains("Description\n-----------\nOne.\n\nTwo.\n"))
    }

    @Test func `a page's own Markdown is whole, whatever the texts are`() throws {
        var listing = Listing()
        listing.links = [.init(.docs, "https://example.com/a_(b)")]
        var plan = Plan.echora(for: "vultr")
        plan.app.title = "<b> *x*"
        let file = try #require(ListingPages(listing).files(for: [plan]).first { $0.path == "listing/readme.md" })
        let text = String(decoding: file.bytes, as: UTF8.self)
        let start = "# &lt;b&gt; \\*x\\*\n\n- [Documentation](https://example.com/a_%28b%29)\n\n"
        #expect(text.hasPrefix(start), "\(text)")
    }

    @Test func `sizes are as people say them`() {
        #expect(ListingPages.needs(Requirements(cpus: 2, memory: 512 << 20)) == "2 CPUs, 512 MiB of memory")
        #expect(
            ListingPages.needs(Requirements(cpus: 1, memory: 3 << 29, disk: 1 << 40))
                == "1 CPU, 1.5 GiB of memory, 1024 GiB of disk")
        #expect(ListingPages.needs(Requirements(cpus: 1)) == "1 CPU")
    }
}
