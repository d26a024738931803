import Installation
import Page

/// Serves the page that shows the set-up in a browser.
struct ServePage: Verb {
    static let name = "page"
    static let summary = "serve the page that shows the set-up in a browser, as `provision` lets it"
    static let onlyLooks = true
    static let flags: [Flag<ServePage>] = [
        .value("--at", "ADDRESSES", "where: PORT or ADDRESS:PORT, with commas between them") {
            verb, text throws(UsageError) in verb.addresses = try PageAddress.list(text)
        }
    ]

    private var addresses: [PageAddress] = []

    init() {}

    func run(on machine: Machine) { PageProcess(machine, at: addresses).run() }
}

extension PageAddress {
    /// - Returns: None for `none`.
    static func list(_ text: String) throws(UsageError) -> [PageAddress] {
        if text == "none" { return [] }
        var addresses: [PageAddress] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let address = PageAddress(String(part)) else {
                throw UsageError(
                    "`\(part)` is no port or address", help: "write such as 80,443 or 127.0.0.1:8080, or none")
            }
            addresses.append(address)
        }
        return addresses
    }
}

extension Flag {
    /// - Parameter apply: Gets no address where there is to be no page.
    static func page(_ apply: @escaping @Sendable (inout Options, [PageAddress]) -> Void) -> Flag {
        .value(
            "--page", "ADDRESSES",
            "show the set-up in a browser there (PORT or ADDRESS:PORT, with commas), not on 80 and 443; or `none`"
        ) { options, text throws(UsageError) in apply(&options, try PageAddress.list(text)) }
    }
}
