import Listings
import Testing

/// The smallest PNG of a size: a header and an end.
func png(_ width: UInt32, _ height: UInt32) -> [UInt8] {
    func number(_ value: UInt32) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) } }
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + number(13) + Array("IHDR".utf8) + number(width)
        + number(height) + [8, 6, 0, 0, 0, 0, 0, 0, 0] + [0, 0, 0, 0] + Array("IEND".utf8) + [0xAE, 0x42, 0x60, 0x82]
}

@Suite struct LogoTests {
    private func size(_ bytes: [UInt8]) throws -> Logo.Size? { try Logo(bytes).size }
    private func svg(_ text: String) throws -> Logo { try Logo(Array(text.utf8)) }

    @Test func `a PNG's size is read`() throws {
        let logo = try Logo(png(512, 300))
        #expect(logo.format == .png && logo.size == Logo.Size(width: 512, height: 300) && logo.fileName == "logo.png")
        #expect(logo.size?.isSquare == false)
        for length in 0..<png(1, 1).count {
            #expect(throws: Logo.Unfit.self) { try Logo(Array(png(1, 1).prefix(length))) }
        }
        #expect(throws: Logo.Unfit.self) { try Logo(png(0, 4)) }
    }

    @Test func `an SVG's size is what it says`() throws {
        #expect(
            try svg("<svg width=\"64\" height='64px' viewBox=\"0 0 1 2\"></svg>").size == .init(width: 64, height: 64))
        #expect(
            try svg("<?xml version=\"1.0\"?>\n<!-- <x> --><svg\n viewBox=\"0 0 24 24.1\"><path/></svg>\n").size?
                .isSquare == true)
        #expect(try svg("<svg width=\"100%\" height=\"100%\"></svg>").size == nil)
        #expect(
            try svg("<svg stroke-width=\"3\" data-x=\"a>b\" width=\"2\" height=\"2\"></svg>").size
                == .init(width: 2, height: 2))
    }

    @Test(arguments: [
        "<svg><script>x</script></svg>", "<svg onload=\"x()\"></svg>", "<svg><a href=\"javascript:x\"/></svg>",
        "<svg><image href=\"https://example.com/a.png\"/></svg>", "<svg><style>@import 'a'</style></svg>",
        "<svg><foreignObject/></svg>", "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg></svg>", "<svg><g ONCLICK = 'x'/></svg>",
        "<svg><rect fill=\"url(https://example.com/x)\"/></svg>", "<svg><g a='b'onload='x'/></svg>", "<svg>", "text",
        "",
        "<svg/onload=x></svg>",
    ])
    func `what is more or less than a picture is refused`(_ text: String) {
        #expect(throws: Logo.Unfit.self) { try svg(text) }
    }

    @Test func `a gradient within the picture is none of that`() throws {
        _ = try svg("<svg><g fill=\"url(#a)\" font-size=\"2\"/><use href=\"#b\"/><text>on = off</text></svg>")
    }

    @Test(arguments: [
        "<s:script>x</s:script>", "<a href = \"https://example.com\"/>", "<a href=\"jav&#x61;script:x\"/>",
        "<style>@\\69mport 'x'</style>", "<path style=\"fill:u\\72l(https://example.com)\"/>",
    ])
    func `what only a browser reads as a script or a link is refused too`(text: String) {
        #expect(throws: Logo.Unfit.self) { try svg("<svg width=\"2\" height=\"2\">\(text)</svg>") }
    }

    @Test func `a file that makes pages slow is refused`() {
        let error = #expect(throws: Logo.Unfit.self) { try Logo([UInt8](repeating: 32, count: 1 << 20 + 1)) }
        #expect(error?.message.hasPrefix("has ") == true)
    }
}
