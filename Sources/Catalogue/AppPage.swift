import Listings
import Plan

/// The page of one app: what it is, and how to get it on each cloud.
struct AppPage {
    let catalogue: Catalogue
    let entry: CatalogueEntry

    var text: String {
        let listing = entry.listing
        let app = entry.app
        let about = listing.description.map { "<section>\n<h2>About</h2>\n\(HTML.paragraphs($0))\n</section>" }
        let body = """
            <a class="skip" href="#app">Skip to the app</a>
            <header class="top">
            <div class="wide text">
            <p class="back"><a href="../index.html">\(HTML.text(catalogue.title))</a></p>
            <div class="head">\(IndexPage.logo(entry) { $0 })
            <div><h1>\(HTML.text(app.title))</h1>
            <p class="version">\(HTML.text(app.version))\(listing.category.map { " · " + HTML.text($0) } ?? "")</p></div></div>
            \(listing.summary.map { "<p class=\"lead\">\(HTML.text($0))</p>" } ?? "")
            </div>
            </header>
            <main id="app" class="wide text" tabindex="-1">
            \(about ?? "")
            <section\(entry.saysNeeds || !links.isEmpty ? "" : " hidden")>
            <h2>\(entry.saysNeeds ? "Requirements" : "More")</h2>
            \(entry.saysNeeds ? "<p>\(HTML.text(ListingPages.needs(entry.requires)))</p>" : "")
            \(links)
            </section>
            <section>
            <h2>Get it</h2>
            \(ways)
            </section>
            </main>
            <footer class="wide text"><p>Made with Landfall.</p></footer>
            """
        return HTML.page(
            title: "\(app.title) – \(catalogue.title)", summary: listing.summary ?? app.title, body: body,
            script: Script.app)
    }

    private var links: String {
        var items = entry.listing.links.compactMap { HTML.link($0.url, $0.kind.title) }
        if let email = entry.listing.email {
            items.append("<a href=\"mailto:\(HTML.text(email))\">\(HTML.text(email))</a>")
        }
        return items.isEmpty ? "" : "<ul class=\"links\">\(items.map { "<li>\($0)</li>" }.joined())</ul>"
    }

    private var ways: String {
        // One is open, so that the page stays short.
        let open = entry.clouds.first { $0.deploy == nil && $0.userData != nil }?.id
        let parts = entry.clouds.compactMap { way($0, isOpen: $0.id == open) }
        return parts.isEmpty ? "<p>It is not offered on a cloud yet.</p>" : parts.joined(separator: "\n")
    }

    private func way(_ cloud: CatalogueEntry.Cloud, isOpen: Bool) -> String? {
        let id = HTML.text(cloud.id.rawValue)
        let name = HTML.text(cloud.title)
        let button = cloud.deploy.flatMap { HTML.link($0, "Deploy on \(cloud.title)", kind: "button") }.map {
            "<p>\($0)</p>"
        }
        let data = cloud.userData.map { text in
            """
            <details\(isOpen ? " open" : "")>
            <summary>User-data for a new machine</summary>
            <p>Order a machine with Debian or Ubuntu, and paste this as its user-data. It then sets itself up, and its console \
            shows how to log in.</p>
            <p class="actions"><button type="button" class="copy" data-for="data-\(id)" hidden>Copy</button> \
            <a href="\(HTML.text(cloud.fileName))" download>Download</a> <span role="status"></span></p>
            <textarea id="data-\(id)" readonly rows="8" spellcheck="false" wrap="off" \
            aria-label="User-data for \(name)">\n\(HTML.lines(text))</textarea>
            </details>
            """
        }
        guard button != nil || data != nil else { return nil }
        return "<section class=\"way\" id=\"\(id)\">\n<h3>\(name)</h3>\n\(button ?? "")\(data ?? "")\n</section>"
    }
}
