import Manuals
import Plan
import Providers
import Text

/// What the forms of the clouds' marketplaces ask for, as text to paste.
///
/// Sources: Vultr's documentation for vendors ("How to Create an Application Profile", "How to Upload App Icons") names
/// its form's fields. DigitalOcean's and Linode's forms are behind a login, so theirs is what their marketplaces show.
public struct ListingPages: Sendable {
    /// A file within the app's output.
    public struct File: Equatable, Sendable {
        public var path: String
        public var bytes: [UInt8]
    }

    private let listing: Listing

    public init(_ listing: Listing) { self.listing = listing }

    /// A form for each of the clouds; a page about the app and its logo for all of them. The same input always gives the
    /// same bytes.
    ///
    /// - Parameter plans: One for each cloud; of those without a marketplace nothing is made.
    public func files(for plans: [Plan]) -> [File] {
        let forms = plans.compactMap { plan -> File? in
            guard let cloud = Provider.named(plan.provider.rawValue), cloud.id != Provider.generic.id else {
                return nil
            }
            return File(path: "listing/\(cloud.id).txt", bytes: Array(form(plan, cloud).utf8))
        }
        guard let plan = plans.first, !forms.isEmpty else { return [] }
        let logo = listing.logo.map { File(path: "listing/\($0.fileName)", bytes: $0.bytes) }
        // A file takes a block of the disk, and a catalogue has many apps.
        return forms + [File(path: "listing/readme.md", bytes: Array(readme(plan).utf8))] + [logo].compactMap(\.self)
    }

    private func form(_ plan: Plan, _ cloud: Provider) -> String {
        let head =
            "What \(cloud.title) asks for, field by field. "
            + (cloud.id == "hetzner"
                ? "Hetzner takes no new apps into its catalogue: use it for a page of your own."
                : "Paste each into its field.")
        let fields = cloud.id == "vultr" ? vultr(plan) : general(plan)
        let blocks = fields.compactMap { name, value in value.map { "\(name)\n\(Self.underline(name))\n\($0)" } }
        return ([head] + blocks).joined(separator: "\n\n") + "\n"
    }

    private func vultr(_ plan: Plan) -> [(String, String?)] {
        [
            ("App Name", plan.app.title), ("App Name ID Format", plan.app.name), ("Repo URL", listing.link(.source)),
            ("Support Email", listing.email), ("Support URL", listing.link(.support)),
            ("Description", listing.summary), ("Category", listing.category),
            ("Readme", "The text of readme.md."),
            ("Icons", listing.logo.map { "\($0.fileName), for light and for dark mode" }),
        ]
    }

    private func general(_ plan: Plan) -> [(String, String?)] {
        [
            ("Name", plan.app.title), ("Version", plan.app.version), ("Summary", listing.summary),
            ("Description", listing.description), ("Category", listing.category),
            ("Tags", listing.tags.isEmpty ? nil : listing.tags.joined(separator: ", ")),
        ] + LinkKind.allCases.map { ($0.title, listing.link($0)) } + [
            ("Support e-mail", listing.email), ("Smallest machine", Self.needs(plan.requires)),
            ("Getting started", "The last part of readme.md."), ("Logo", listing.logo?.fileName),
        ]
    }

    /// Markdown. The publisher's own text stays as it is, since it may be Markdown too.
    private func readme(_ plan: Plan) -> String {
        // A parenthesis would end the link.
        let links = listing.links.map { "- [\($0.kind.title)](\($0.url.escaping(["(": "%28", ")": "%29"])))" }
        let file = "/root/\(plan.app.name)-credentials.txt"
        let blocks: [String?] = [
            "# \(Markdown.text(plan.app.title))", listing.summary, listing.description,
            links.isEmpty ? nil : links.joined(separator: "\n"), "## Requirements", Self.needs(plan.requires) + ".",
            "## Getting started",
            "The machine's console shows how far the first boot is, and at its end how to log in. The same text is in "
                + "`\(file)`, which only root can read. `\(plan.app.name)ctl status` says whether all is well, and "
                + "`\(plan.app.name)ctl --help` what else there is.",
        ]
        return blocks.compactMap(\.self).joined(separator: "\n\n") + "\n"
    }

    /// Such as `1 CPU, 1 GiB of memory, 10 GiB of disk`.
    public static func needs(_ requires: Requirements) -> String {
        let parts = [
            requires.cpus == 1 ? "1 CPU" : "\(requires.cpus) CPUs",
            requires.memory > 0 ? "\(size(requires.memory)) of memory" : nil,
            requires.disk > 0 ? "\(size(requires.disk)) of disk" : nil,
        ]
        return parts.compactMap(\.self).joined(separator: ", ")
    }

    private static func size(_ bytes: Int64) -> String {
        let (mebi, gibi): (Int64, Int64) = (1 << 20, 1 << 30)
        guard bytes >= gibi else { return "\(max(1, bytes / mebi)) MiB" }
        let tenths = bytes * 10 / gibi
        return tenths % 10 == 0 ? "\(tenths / 10) GiB" : "\(tenths / 10).\(tenths % 10) GiB"
    }

    private static func underline(_ name: String) -> String { String(repeating: "-", count: name.count) }
}
