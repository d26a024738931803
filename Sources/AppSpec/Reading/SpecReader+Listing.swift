import Findings
import Listings
import Plan
import Providers
import Text
import YAML

/// The section `listing`.
extension SpecReader {
    func readListing() -> Listing? {
        guard let section = root["listing"] else { return nil }
        var listing = Listing()
        listing.logo = section["logo"].flatMap(readLogo)
        listing.summary = section["summary"]?.string
        listing.description = section["description"].flatMap(readDescription)
        listing.category = section["category"]?.string
        listing.tags = section["tags"]?.sequence?.compactMap(\.string) ?? []
        if listing.tags.count > ListingRules.mostTags, let node = section["tags"] {
            report.warning(
                "there are \(listing.tags.count) tags", at: node,
                help: "keep the \(ListingRules.mostTags) that people search for")
        }
        for kind in LinkKind.allCases {
            if let url = section["links"]?[kind.rawValue]?.string { listing.links.append(.init(kind, url)) }
        }
        listing.email = section["links"]?["email"]?.string
        for cloud in ProviderRules.clouds {
            if let url = section["deploy"]?[cloud.id.rawValue]?.string { listing.deploy[cloud.id] = url }
        }
        return listing
    }

    private func readLogo(_ node: Node) -> Logo? {
        guard let path = node.string else { return nil }
        guard path.firstRange(of: "://") == nil else {
            report.error(
                "the logo is a web address", at: node,
                help:
                    "put the image beside app.yaml and name that file: a page with images from elsewhere tells others who reads it"
            )
            return nil
        }
        let file: SourceFolder.File
        do throws(SourceFolder.Unfit) {
            file = try folder.file(at: path)
        } catch {
            report.error(error.message, at: node, help: error.help)
            return nil
        }
        do throws(Logo.Unfit) {
            let logo = try Logo(file.bytes)
            checkSize(of: logo, at: node)
            return logo
        } catch {
            report.error("the logo `\(path)` \(error.message)", at: node, help: error.help)
            return nil
        }
    }

    private func checkSize(of logo: Logo, at node: Node) {
        guard let size = logo.size else { return }
        let sides = "\(Self.number(size.width)) by \(Self.number(size.height))"
        if !size.isSquare {
            report.warning(
                "the logo is \(sides), and marketplaces show a square", at: node,
                help: "give it the same width and height, with an empty margin")
        } else if logo.format == .png, size.width < Logo.leastSide {
            report.warning(
                "the logo has only \(sides) pixels, and Vultr takes none below 100 by 100", at: node,
                help: "export it with 512 by 512 pixels, or as SVG")
        }
    }

    private static func number(_ value: Double) -> String {
        value == value.rounded() && value < 1e9 ? "\(Int(value))" : "\(value)"
    }

    private func readDescription(_ node: Node) -> String? {
        guard let text = node.string else { return nil }
        if !VisibleText.isLines(text) {
            report.error(
                "`description` has a character that nobody sees", at: node,
                help: "remove control characters and invisible ones")
        }
        if text.count > ListingRules.longestDescription {
            report.error(
                "`description` has \(text.count) characters, more than \(ListingRules.longestDescription)", at: node,
                help: "say the most important, and link to the rest with `links`")
        }
        var lines = text[...]
        while let last = lines.last, last.isWhitespace { lines.removeLast() }
        return lines.isEmpty ? nil : String(lines)
    }
}
