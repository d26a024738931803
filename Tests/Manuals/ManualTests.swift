import Host
import Manuals
import Plan
import TestSupport
import Testing

@Suite struct ManualTests {
    private func pages(_ plans: [Plan]) -> [String: String] {
        Dictionary(uniqueKeysWithValues: Manual(plans).pages.map { ($0.name, $0.text) })
    }

    /// Whoever types a command of the pages gets neither "no such verb" nor "no such flag".
    @Test func `names only verbs and flags that the machine's program has`() async throws {
        var tried: Set<String> = []
        for page in Manual(Plan.allProviders.map { Plan.echora(for: $0) }).pages {
            for rest in page.text.split(separator: "echoractl ").dropFirst() {
                let line = rest.prefix { !"`#\n|;".contains($0) }
                let words = line.split(separator: " ").map(String.init)
                guard let verb = words.first, tried.insert(words.joined(separator: " ")).inserted else { continue }
                let help = try await Command(Executables.firstboot, [verb, "--help"]).run()
                #expect(help.status == 0, "\(page.name): \(words)")
                let text = help.lastLines.joined(separator: "\n")
                for flag in words where flag.hasPrefix("--") {
                    #expect(text.contains(flag), "\(page.name): \(verb) \(flag)\n\(text)")
                }
            }
        }
        #expect(tried.contains("update --check") || tried.contains("update --from FOLDER --check"), "\(tried)")
        #expect(tried.count > 15, "\(tried)")
    }

    @Test func `says nothing of what the app does not have`() {
        var plan = Plan.demo()
        plan.release = nil
        plan.backup = Backup()
        plan.parameters = []
        let pages = pages([plan])
        let install = pages["INSTALL.md"] ?? ""
        #expect(!install.contains("install.sh"), "\(install)")
        #expect(!install.contains("backup"), "\(install)")
        #expect(!install.contains("Values that you can give"), "\(install)")
        #expect(pages["UPGRADE.md"]?.contains("update --from FOLDER --check") == true)
        #expect(pages["UPGRADE.md"]?.contains("notice") == false)
        #expect(pages["TROUBLESHOOTING.md"]?.contains("The machine is lost") == false)
        #expect(Manual([]).pages.isEmpty)
    }

    @Test func `tells how a signed release is verified and announced`() throws {
        var plan = Plan.demo()
        plan.release = Release(url: "https://example.com/demo")
        #expect(pages([plan])["INSTALL.md"]?.contains("minisign") == false)
        plan.release?.keys = ["RWS4KnKBBU1TZsQfUSb51Me3I4UW4UvE1c3cvnSryuF11jMTiolwSzD/"]
        let pages = pages([plan])
        #expect(pages["INSTALL.md"]?.contains("minisign -V -P RWS4KnKBBU1T") == true)
        #expect(pages["UPGRADE.md"]?.contains("democtl notice off") == true)
        #expect(pages["UPGRADE.md"]?.contains("democtl update --check") == true)
    }

    /// A title or a label means itself, and cannot break the page that it is on.
    @Test func `shows titles and labels as they are`() {
        var plan = Plan.demo()
        plan.app.title = "A|B <script>alert(1)</script> `x` *y* [z](w)\u{1b}[31m"
        plan.parameters = [
            Parameter(
                name: "motto", kind: .string, label: "One | two\nthree", example: "a `tick` | b", isRequired: false)
        ]
        for (name, text) in pages([plan]) {
            #expect(!text.contains("<script>"), "\(name)")
            #expect(!text.unicodeScalars.contains("\u{1b}"), "\(name)")
            #expect(text.contains("A\\|B &lt;script&gt;alert(1)&lt;/script&gt; \\`x\\` \\*y\\* \\[z\\](w)"), "\(name)")
        }
        let row = pages([plan])["INSTALL.md"]?.split(separator: "\n").first {
            $0.contains("motto") && $0.hasPrefix("|")
        }
        #expect(row == "| `motto` | One \\| two three | it is left out | `` a `tick` \\| b `` |")
    }
}
