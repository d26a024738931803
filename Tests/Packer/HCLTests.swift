import Foundation
import Providers
import TestSupport
import Testing

@testable import Packer

@Suite struct HCLTests {
    static let hostile = [
        "\"", "\\", "\\\"", "${var.x}", "$${var.x}", "$$${var.x}", "%{ if true }", "%%{ if true }", "$", "${", "%{",
        "a\nb", "\r\t", "\u{1}\u{1f}\u{7f}", "naïve ☃ 🦀", "#{}", "/* */ // #", "{{ .Vars }}", "\\u007b", "$\u{301}{x}",
    ]

    @Test(arguments: [
        ("a ${b} %{c}", #""a $\u007bb} %\u007bc}""#),
        ("say \"hi\" \\ \n", #""say \"hi\" \\ \n""#),
        ("{}", #""{}""#),
        ("\u{1b}", #""\u001b""#),
    ])
    func escapesWhatHasAMeaning(text: String, quoted: String) {
        #expect(HCLValue.string(text).render(depth: 0) == quoted)
    }

    @Test func interpolatesOnlyWhatIsNoString() {
        let value = HCLValue.interpolated([
            .string("${a}-"), .variable("b"), .interpolated([.string("\""), .local("c")]),
        ])
        #expect(value.render(depth: 0) == #""$\u007ba}-${var.b}\"${local.c}""#)
    }

    @Test func alignsNeighboursOnly() throws {
        let document = HCLDocument.render([
            .comment("One\nline"),
            .attribute("a", .number(1)),
            .attribute("long_name", .bool(true)),
            .attribute("map", .map([("k", .string("v")), ("longer", .list([]))])),
            .attribute("b", .list((1...40).map(HCLValue.number))),
            .attribute("cc", .map([])),
            .attribute("d", .comparison(.call("length", [.variable("x")]), .greater, .number(0))),
            .block("block", labels: ["one", "two"], [.block("inner", []), .attribute("x", .number(1))]),
        ])
        try Golden.expect(document, is: "Packer/aligned.hcl")
    }

    @Test(.enabled(if: Tool.isInstalled("packer"))) func packerReadsBackEveryHostileText() throws {
        let packer = try #require(Tool("packer"))
        let folder = TemporaryFolder()
        let blocks = Self.hostile.map { text -> HCLItem in
            // Only what Packer decodes itself is compared, so that the test does not trust our own escaping twice.
            let expected = HCLValue.string(Data(text.utf8).base64EncodedString())
            let condition = HCLValue.comparison(.call("base64encode", [.variable("text")]), .equal, expected)
            return .block(
                "variable", labels: ["text"],
                [
                    .attribute("default", .string(text)),
                    .block(
                        "validation",
                        [.attribute("condition", condition), .attribute("error_message", .string("It differs."))]
                    ),
                ])
        }
        for (index, block) in blocks.enumerated() {
            let build: [HCLItem] = [
                .block("source", labels: ["null", "none"], [.attribute("communicator", .string("none"))]),
                .block("build", [.attribute("sources", .list([.string("source.null.none")]))]),
            ]
            try folder.write("\(index).pkr.hcl", HCLDocument.render([block] + build))
            let result = try packer.run(
                ["validate", folder.file("\(index).pkr.hcl")], environment: ["CHECKPOINT_DISABLE": "1"])
            #expect(result.status == 0, "\(Self.hostile[index].debugDescription): \(result.output)")
        }
    }
}
