import Installation
import Page

/// Serves the page that shows the set-up in a browser.
struct ServePage: Verb {
    static let name = "page"
    static let summary = "serve the page that shows the set-up in a browser, as `provision` lets it"
    static let onlyLooks = true
    static let flags: [Flag<ServePage>] = [
        .value("--at", "ADDRESS", "where: PORT or ADDRESS:PORT") { verb, text throws(UsageError) in
            verb.choice = try PageChoice.read(text)
        }
    ]

    private var choice: PageChoice?

    init() {}

    func run(on machine: Machine) throws {
        guard let choice else { throw Failure(.usage, "`page` needs `--at ADDRESS`", help: "write such as --at 80") }
        if case .at(let address) = choice { PageProcess(machine, at: address).run() }
    }
}

extension PageChoice {
    fileprivate static func read(_ text: String) throws(UsageError) -> PageChoice {
        if let choice = PageChoice(text) { return choice }
        throw UsageError("`\(text)` is no port or address", help: "write such as 80 or 127.0.0.1:8080, or none")
    }
}

extension Flag {
    static func page(_ apply: @escaping @Sendable (inout Options, PageChoice) -> Void) -> Flag {
        .value(
            "--page", "ADDRESS", "show the set-up in a browser there (PORT or ADDRESS:PORT), not on port 80; or `none`"
        ) { options, text throws(UsageError) in apply(&options, try PageChoice.read(text)) }
    }
}
