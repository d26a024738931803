import Listings
import Plan
import Text

/// The page that lists all apps.
struct IndexPage {
    let catalogue: Catalogue

    var text: String {
        let count = catalogue.entries.count
        let apps = "\(count) \(count == 1 ? "app" : "apps")"
        let body = """
            <a class="skip" href="#apps">Skip to the apps</a>
            <header class="top">
            <div class="wide">
            <h1>\(HTML.text(catalogue.title))</h1>
            <p class="lead">\(apps), each a ready machine on the cloud of your choice.</p>
            <form class="search" role="search" hidden>
            <label for="search">Search the apps</label>
            <input id="search" type="search" autocomplete="off" spellcheck="false" placeholder="Name, category or purpose" aria-describedby="found">
            <p id="found" role="status">\(apps)</p>
            </form>
            </div>
            </header>
            <main id="apps" class="wide" tabindex="-1">
            <ul class="grid">
            \(catalogue.entries.map(card).joined(separator: "\n"))
            </ul>
            <p class="none" hidden>No app has all of these words. <button type="button">Show all apps</button></p>
            </main>
            <footer class="wide"><p>Made with Landfall. <a href="index.json">The same as JSON</a></p></footer>
            """
        return HTML.page(
            title: catalogue.title, summary: "\(apps), ready for your cloud", body: body, script: Script.index)
    }

    private func card(_ entry: CatalogueEntry) -> String {
        let listing = entry.listing
        let words =
            [entry.app.title, entry.app.name, listing.summary ?? "", listing.category ?? "", listing.description ?? ""]
            + listing.tags + entry.clouds.map(\.title)
        return """
            <li class="card" data-words="\(HTML.text(words.joined(separator: " ").lowercased()))">
            <article>
            <div class="head">\(Self.logo(entry, path: entry.path))
            <div><h2><a href="\(HTML.text(entry.path("index.html")))">\(HTML.text(entry.app.title))</a></h2>
            <p class="version">\(HTML.text(entry.app.version))\(listing.category.map { " · " + HTML.text($0) } ?? "")</p></div></div>
            \(listing.summary.map { "<p class=\"summary\">\(HTML.text($0))</p>" } ?? "")
            \(entry.saysNeeds ? "<p class=\"needs\">\(HTML.text(ListingPages.needs(entry.requires)))</p>" : "")
            \(clouds(entry))
            </article>
            </li>
            """
    }

    private func clouds(_ entry: CatalogueEntry) -> String {
        let items = entry.clouds.compactMap { cloud -> String? in
            let name = HTML.text(cloud.title)
            if let address = cloud.deploy.flatMap(HTML.address) {
                return "<li><a class=\"button\" href=\"\(address)\" rel=\"noopener noreferrer\">"
                    + "<span class=\"hidden\">Deploy \(HTML.text(entry.app.title)) on </span>\(name)</a></li>"
            }
            guard cloud.userData != nil else { return nil }
            return
                "<li><a class=\"chip\" href=\"\(HTML.text(entry.path("index.html")))#\(HTML.text(cloud.id.rawValue))\">"
                + "<span class=\"hidden\">\(HTML.text(entry.app.title)) on </span>\(name)</a></li>"
        }
        return items.isEmpty ? "" : "<ul class=\"clouds\">\n\(items.joined(separator: "\n"))\n</ul>"
    }

    /// The logo, or the title's first letter where there is none. The title stands beside it, so a screen reader need
    /// not say it twice.
    ///
    /// - Parameter path: Of a file beside the app's page.
    static func logo(_ entry: CatalogueEntry, path: (String) -> String) -> String {
        guard let logo = entry.listing.logo else {
            let letter = entry.app.title.first.map(String.init) ?? "?"
            return "<span class=\"logo letter\" aria-hidden=\"true\">\(HTML.text(letter.uppercased()))</span>"
        }
        return
            "<img class=\"logo\" src=\"\(HTML.text(path(logo.fileName)))\" alt=\"\" width=\"56\" height=\"56\" loading=\"lazy\">"
    }
}
