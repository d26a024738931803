import Foundation
import Listings
import Plan

/// An app in a catalogue.
public struct CatalogueEntry: Equatable, Sendable {
    public var app: App
    public var requires: Requirements
    public var listing: Listing
    /// In the order of the clouds.
    public var clouds: [Cloud]

    public init(app: App, requires: Requirements, listing: Listing, clouds: [Cloud]) {
        self.app = app
        self.requires = requires
        self.listing = listing
        self.clouds = clouds
    }

    /// Whether the publisher has said what the app needs.
    var saysNeeds: Bool { requires != Requirements() }

    /// How the app is ordered on one cloud.
    public struct Cloud: Equatable, Sendable {
        public var id: ProviderID
        /// As people know it.
        public var title: String
        /// The app's page in the cloud's marketplace, by HTTP or HTTPS.
        public var deploy: String?
        /// What is pasted into the form for a new machine.
        public var userData: String?

        public init(id: ProviderID, title: String, deploy: String? = nil, userData: String? = nil) {
            self.id = id
            self.title = title
            self.deploy = deploy
            self.userData = userData
        }

        /// Within the app's folder.
        var fileName: String { "\(id).yaml" }
    }

    /// The address of its own page, and of each file beside it, from the index on.
    func path(_ file: String) -> String { "\(app.name)/\(file)" }
}

/// A publisher's apps as a website: an index as JSON and as a page, and a page for each app. It is files alone, and asks
/// no other server for anything.
public struct Catalogue: Sendable {
    /// What the page is called.
    public let title: String
    /// Sorted by title.
    public let entries: [CatalogueEntry]

    public init(title: String, entries: [CatalogueEntry]) {
        self.title = title
        // As people sort: Ålesund beside Alesund, 2 before 10.
        self.entries = entries.sorted { left, right in
            let order = left.app.title.compare(
                right.app.title, options: [.caseInsensitive, .diacriticInsensitive, .numeric])
            return order == .orderedSame ? left.app.name < right.app.name : order == .orderedAscending
        }
    }

    public struct File: Equatable, Sendable {
        public var path: String
        public var bytes: [UInt8]
    }

    /// The same apps always give the same bytes.
    public var files: [File] {
        var files = [
            File(path: "index.html", bytes: Array(IndexPage(catalogue: self).text.utf8)),
            File(path: "index.json", bytes: json),
        ]
        for entry in entries {
            files.append(
                File(path: entry.path("index.html"), bytes: Array(AppPage(catalogue: self, entry: entry).text.utf8)))
            if let logo = entry.listing.logo { files.append(File(path: entry.path(logo.fileName), bytes: logo.bytes)) }
            for cloud in entry.clouds {
                guard let text = cloud.userData else { continue }
                files.append(File(path: entry.path(cloud.fileName), bytes: Array(text.utf8)))
            }
        }
        return files
    }
}
