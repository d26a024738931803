import Listings
import Plan
import TestSupport
import Testing

@testable import AppSpec

@Suite struct ListingTests {
    static let compose = "services: { web: { image: \"web:1\" } }"
    private static let logo = "<svg width=\"8\" height=\"8\"></svg>"

    private func project(_ listing: String, logo: String = logo) throws -> Project {
        let project = try Project(
            compose: Self.compose, app: listing.isEmpty ? "" : "listing:\n  " + listing.replacing("\n", with: "\n  "))
        try project.folder.write("logo.svg", logo)
        return project
    }

    @Test func `all of it is read, and nothing of it reaches a machine`() throws {
        let spec = try #require(
            try project(
                """
                logo: logo.svg
                summary: A chat server
                description: |
                  One.

                  Two.

                category: Communication
                tags: [chat, teams]
                links: { website: "https://example.com", docs: "http://example.com:8080/a?b=c#d", email: a@example.com }
                deploy: { vultr: "https://example.com/x" }
                """
            ).compile().spec)
        let listing = try #require(spec.listing)
        #expect(listing.logo?.size == Logo.Size(width: 8, height: 8))
        #expect(listing.description == "One.\n\nTwo." && listing.tags == ["chat", "teams"])
        #expect(listing.link(.docs) == "http://example.com:8080/a?b=c#d" && listing.email == "a@example.com")
        #expect(listing.deploy == ["vultr": "https://example.com/x"])
        let bare = try #require(try project("").compile().spec)
        #expect(bare.listing == nil)
        for provider in spec.providers { #expect(spec.plan(for: provider) == bare.plan(for: provider)) }
    }

    @Test(arguments: [
        ("logo: missing.svg", "error 6: cannot read `"),
        ("logo: https://example.com/a.svg", "error 6: the logo is a web address"),
        ("logo: compose.yml", "error 6: the logo `compose.yml` is neither a PNG nor an SVG file"),
        ("logo: ../logo.svg", "error 6: "),
        ("summary: \"\(String(repeating: "x", count: 141))\"", "error 6: `summary` is not a summary of one line"),
        ("summary: \"a\\nb\"", "error 6: `summary` is not a summary of one line"),
        ("description: \"a\\u202eb\"", "error 6: `description` has a character that nobody sees"),
        ("description: \"\(String(repeating: "x", count: 10_001))\"", "error 6: `description` has 10001 characters"),
        ("links: { website: \"javascript:alert(1)\" }", "error 6: `website` is not a web address"),
        ("links: { website: \"https://example.com/\\\"><b>\" }", "error 6: `website` is not a web address"),
        ("links: { website: \"https://user@example.com\" }", "error 6: `website` is not a web address"),
        ("links: { email: nobody }", "error 6: `email` is not an e-mail address"),
        ("deploy: { mars: \"https://example.com\" }", "error 6: "),
        ("tags: [\"a,b\"]", "error 6: "),
    ])
    func `what a form would not take is refused`(_ listing: String, _ finding: String) throws {
        let findings = try project(listing).findings
        #expect(findings.count == 1 && findings[0].hasPrefix(finding), "\(findings)")
    }

    @Test func `a logo that is not square is a warning`() throws {
        let findings = try project("logo: logo.svg", logo: "<svg width=\"8\" height=\"16\"></svg>").findings
        #expect(findings == ["warning 6: the logo is 8 by 16, and marketplaces show a square"])
        let active = try project("logo: logo.svg", logo: "<svg onload=\"x\" width=\"8\" height=\"8\"></svg>").findings
        #expect(active == ["error 6: the logo `logo.svg` has a script, which marketplaces do not take in a picture"])
    }
}
