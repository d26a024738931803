import JSON
import Listings
import Plan

/// The index for programs: docs/reference/catalogue.md.
extension Catalogue {
    /// The version of the format. Members may be added without a new one.
    static let version = 1

    var json: [UInt8] {
        let value = JSONValue.object([
            .init("schema", .number("\(Self.version)")), .init("title", .string(title)),
            .init("apps", .array(entries.map(\.json))),
        ])
        return value.text(pretty: true) + [0x0A]
    }
}

extension CatalogueEntry {
    fileprivate var json: JSONValue {
        func text(_ value: String?) -> JSONValue { value.map(JSONValue.string) ?? .null }
        let clouds = clouds.map { cloud in
            JSONValue.object([
                .init("id", .string(cloud.id.rawValue)), .init("title", .string(cloud.title)),
                .init("deploy", text(cloud.deploy)),
                .init("user_data", text(cloud.userData.map { _ in path(cloud.fileName) })),
            ])
        }
        return .object([
            .init("name", .string(app.name)), .init("title", .string(app.title)),
            .init("version", .string(app.version)),
            .init("page", .string(path("index.html"))), .init("summary", text(listing.summary)),
            .init("description", text(listing.description)), .init("category", text(listing.category)),
            .init("tags", .array(listing.tags.map(JSONValue.string))),
            .init("logo", text(listing.logo.map { path($0.fileName) })),
            .init(
                "links",
                .object(
                    LinkKind.allCases.map { .init($0.rawValue, text(listing.link($0))) } + [
                        .init("email", text(listing.email))
                    ])),
            .init(
                "requires",
                .object([
                    .init("cpus", .number("\(requires.cpus)")), .init("memory", .number("\(requires.memory)")),
                    .init("disk", .number("\(requires.disk)")),
                ])),
            .init("clouds", .array(clouds)),
        ])
    }
}
