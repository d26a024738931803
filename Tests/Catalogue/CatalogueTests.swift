import Foundation
import JSON
import Listings
import Plan
import TestSupport
import Testing

@testable import Catalogue

@Suite struct CatalogueTests {
    static let hostile =
        "</title><script>window.hacked = 1</script>\"'><img src=x onerror=window.hacked=1>\u{202e}\u{301}"

    private static func entry(_ name: String, title: String, _ fill: (inout Listing) -> Void = { _ in })
        -> CatalogueEntry
    {
        var listing = Listing()
        fill(&listing)
        return CatalogueEntry(
            app: App(name: name, title: title, version: "1.0.0"),
            requires: Requirements(cpus: 1, memory: 1 << 30, disk: 10 << 30),
            listing: listing,
            clouds: [
                .init(id: "vultr", title: "Vultr", deploy: listing.deploy["vultr"]),
                .init(id: "hetzner", title: "Hetzner", userData: "#cloud-config\nwrite: \"</textarea><b>\"\n"),
            ])
    }

    /// Apps of all kinds: with everything, with nothing, and with what somebody means ill by.
    static func catalogue() throws -> Catalogue {
        let picture = Array(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 8 8\"><rect width=\"8\" height=\"8\" fill=\"#e0642f\"/><circle cx=\"4\" cy=\"4\" r=\"2\" fill=\"#fff\"/></svg>"
                .utf8)
        let logo = try Logo(picture)
        var entries = (1...20).map { number in
            entry("app-\(number)", title: "Workshop \(number)") { listing in
                listing.logo = number % 3 == 0 ? nil : logo
                listing.summary = "Keeps an eye on \(number) things and tells you when one of them falls over"
                listing.category = number % 2 == 0 ? "Monitoring" : "Communication"
            }
        }
        entries.append(
            entry("full", title: "Ålesund Notes") { listing in
                listing.logo = logo
                listing.summary = "Notes for teams"
                listing.description = "One paragraph\nof two lines.\n\nAnother one."
                listing.tags = ["notes", "text"]
                listing.links = LinkKind.allCases.map { .init($0, "https://example.com/\($0.rawValue)?a=1&b=2") }
                listing.email = "help@example.com"
                listing.deploy = ["vultr": "https://example.com/deploy"]
            })
        entries.append(
            entry("hostile", title: hostile) { listing in
                listing.summary = hostile
                listing.description = hostile + String(repeating: "verylongword", count: 50)
                listing.category = hostile
                listing.tags = [hostile]
                listing.links = [
                    .init(.website, "javascript:window.hacked=1"), .init(.docs, "https://example.com/\"><b>"),
                ]
                listing.deploy = ["vultr": "JavaScript:window.hacked=1"]
            })
        entries.append(entry("plain", title: "Plain"))
        return Catalogue(title: "Apps of <Acme> & sons", entries: entries)
    }

    private func text(_ path: String) throws -> String {
        let file = try #require(Self.catalogue().files.first { $0.path == path })
        return String(decoding: file.bytes, as: UTF8.self)
    }

    @Test func `texts mean themselves, and links that a browser would run are none`() throws {
        for path in ["index.html", "hostile/index.html"] {
            let page = try text(path)
            #expect(!page.contains("<img src=x") && !page.contains("<script>window") && !page.contains("\u{202e}"))
            #expect(!page.lowercased().contains("javascript:window"))
            #expect(page.ranges(of: "<script>").count == 1)
        }
        #expect(try text("hostile/index.html").contains("href=\"https://example.com/&quot;&gt;&lt;b&gt;\""))
        #expect(try text("hostile/index.html").contains("&lt;/textarea&gt;&lt;b&gt;"))
        #expect(try text("index.html").contains("<h1>Apps of &lt;Acme&gt; &amp; sons</h1>"))
    }

    @Test func `nothing is loaded from elsewhere`() throws {
        for file in try Self.catalogue().files where file.path.hasSuffix(".html") {
            let page = String(decoding: file.bytes, as: UTF8.self)
            for start in page.ranges(of: "src=\"") { #expect(!page[start.upperBound...].hasPrefix("http")) }
            #expect(!page.contains("<link") && !page.contains("@import") && !page.contains("url("))
        }
    }

    @Test func `the index for programs has all of it`() throws {
        guard case .object(let root) = try JSONValue(parsing: Array(text("index.json").utf8)) else {
            Issue.record("no object")
            return
        }
        #expect(root.map(\.key) == ["schema", "title", "apps"])
        let json = try #require(JSONSerialization.jsonObject(with: Data(text("index.json").utf8)) as? [String: Any])
        let apps = try #require(json["apps"] as? [[String: Any]])
        let full = try #require(apps.first { $0["name"] as? String == "full" })
        #expect(full["logo"] as? String == "full/logo.svg" && full["page"] as? String == "full/index.html")
        #expect((full["requires"] as? [String: Int])?["memory"] == 1 << 30)
        let clouds = try #require(full["clouds"] as? [[String: Any]])
        #expect(clouds[0]["deploy"] as? String == "https://example.com/deploy" && clouds[0]["user_data"] is NSNull)
        #expect(clouds[1]["user_data"] as? String == "full/hetzner.yaml")
    }

    @Test func `the order of the apps does not matter`() throws {
        let catalogue = try Self.catalogue()
        #expect(Catalogue(title: catalogue.title, entries: catalogue.entries.reversed()).files == catalogue.files)
    }

    private static let chromium = Tool.path(of: "chromium")

    /// Search, keyboard, phones, contrast, and that no text is run: `browser.py` has what must hold. With
    /// LANDFALL_PICTURES=FOLDER it leaves pictures of all pages there.
    @Test(.enabled(if: chromium != nil, "chromium"), .timeLimit(.minutes(5)))
    func `a browser shows it well`() throws {
        let folder = TemporaryFolder()
        for file in try Self.catalogue().files { try folder.write("site/\(file.path)", file.bytes) }
        let script = Golden.repository.appendingPathComponent("Tests/Catalogue/browser.py").path
        let pictures = ProcessInfo.processInfo.environment["LANDFALL_PICTURES"].map { [$0] } ?? []
        let result = try #require(Tool("python3")).run(
            [script, try #require(Self.chromium), folder.file("site")] + pictures)
        #expect(result.status == 0 && result.output.isEmpty, "\(result.output)")
    }
}
