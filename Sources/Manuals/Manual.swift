import Plan
import Providers

/// What an app's owners read: pages with the app's own name, commands, values and addresses.
///
/// A publisher puts them beside the app's own documentation. They are made from the same plans as the programs, so they
/// name no verb, option or path that a machine does not have.
public struct Manual: Sendable {
    /// A page of Markdown.
    public struct Page: Equatable, Sendable {
        /// The file's name.
        public var name: String
        public var text: String
    }

    /// The pages; the same plans always give the same text.
    public let pages: [Page]

    /// - Parameter plans: One for each provider, of one release. Without any there is no page.
    public init(_ plans: [Plan]) {
        guard let first = plans.first else {
            pages = []
            return
        }
        let subject = Subject(plan: first, providers: plans.compactMap { Provider.named($0.provider.rawValue) })
        pages = [
            Page(name: "INSTALL.md", text: subject.installation),
            Page(name: "UPGRADE.md", text: subject.upgrade),
            Page(name: "TROUBLESHOOTING.md", text: subject.troubleshooting),
        ]
    }
}

/// The app that the pages are about.
struct Subject {
    let plan: Plan
    let providers: [Provider]

    var app: App { plan.app }
    var paths: Paths { Paths(app: plan.app.name) }
    var title: String { Markdown.text(app.title) }
    /// As an owner types it.
    var command: String { Paths.command(of: app.name) }
    var hasBackup: Bool { !plan.backup.items.isEmpty }

    /// A command of the machine's program, in running text.
    func verb(_ words: String) -> String { "`sudo \(command) \(words)`" }
}
