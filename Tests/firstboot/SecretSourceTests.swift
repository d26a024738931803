import Plan
import Testing

@testable import Rollout

/// Secrets are read back out of the files that they were put into.
@Suite struct SecretSourceTests {
    private func read(_ parts: [Template.Part], _ text: String) -> [String: String]? {
        TemplateReader.read(Template(parts), from: text) { "\($0).public" }
    }

    @Test func templatesGiveBackWhatWasPutIn() {
        let url: [Template.Part] = [
            .text("db://u:"), .encoded(.secret("A"), .urlencode), .text("@"), .machine(.address), .text("/x"),
        ]
        #expect(read(url, "db://u:p%40%20q@10.0.0.1/x") == ["A": "p@ q"])
        #expect(read([.encoded(.secret("A"), .base64)], "cEAgcQ==") == ["A": "p@ q"])
        #expect(read([.publicHalf(of: "K")], "key") == ["K.public": "key"])
        #expect(read([.secret("A"), .text(":"), .secret("A")], "x:x") == ["A": "x"])
    }

    @Test func whatFitsInSeveralWaysOrNotAtAllGivesNothing() {
        #expect(read([.secret("A"), .secret("B")], "xy") == nil)
        #expect(read([.secret("A"), .text(":"), .secret("A")], "x:y") == nil)
        #expect(read([.text("a="), .secret("A")], "b=x") == nil)
        #expect(read([.secret("A"), .text("/end")], "x/other") == nil)
        #expect(read([.encoded(.secret("A"), .urlencode)], "%zz") == nil)
    }
}
