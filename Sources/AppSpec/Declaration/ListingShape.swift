import Listings
import Providers
import Shapes

/// The section `listing` of app.yaml.
extension AppYAML {
    static let listing = Shape.object([
        Field(
            "logo", .text(.relativePath),
            "The app's logo: a square PNG of at least 100 by 100 pixels, or an SVG, in a file of at most 1 MiB.",
            example: "logo.svg"),
        Field(
            "summary", .text(.summary), "What the app is, in one line.",
            example: "A small chat server for teams"),
        Field(
            "description", .text(),
            "What the app does and for whom, in paragraphs with an empty line between them; at most "
                + "\(ListingRules.longestDescription) characters.",
            example: #""Rooms, files and search for a team.\n\nIt runs on one small machine.""#),
        Field("category", .text(.category), "What kind of app it is.", example: "Communication"),
        Field("tags", .list(.text(.tag)), "Words that people search for.", example: "[chat, teams]"),
        Field(
            "links",
            .object(
                LinkKind.allCases.map { kind in
                    Field(
                        kind.rawValue, .text(.webAddress), kind.summary,
                        example: "https://example.com/\(kind == .website ? "" : kind.rawValue)")
                } + [
                    Field(
                        "email", .text(.email), "The address to which owners of machines write.",
                        example: "help@example.com")
                ]),
            "Where people learn more."),
        Field(
            "deploy",
            .object(
                ProviderRules.clouds.map {
                    Field(
                        $0.id.rawValue, .text(.webAddress), "The app's page in \($0.title)'s marketplace.",
                        example: "https://example.com/\($0.id)")
                }),
            "Where people order the app, for each cloud that has it already. `landfall catalogue` makes buttons of them."
        ),
    ])
}

/// What a listing must keep to besides its shape.
public enum ListingRules {
    /// In characters.
    static let longestDescription = 10_000
    /// In characters.
    public static let longestSummary = 140
    public static let mostTags = 20

    /// Whether a text can be a link of a listing.
    public static func isWebAddress(_ text: String) -> Bool { TextRule.webAddress.matches(text) }
}

extension TextRule {
    static let summary = TextRule(
        name: "a summary of one line", pattern: ".{1,\(ListingRules.longestSummary)}",
        rule:
            "write at most \(ListingRules.longestSummary) characters without line breaks; the rest belongs into `description`"
    )

    static let category = TextRule(
        name: "a category", pattern: ".{1,40}",
        rule: "write a word or two, at most 40 characters, such as Communication")

    static let tag = TextRule(
        name: "a tag", pattern: "[^,]{1,40}", rule: "write at most 40 characters without a comma, such as chat")

    /// Nothing but HTTP and HTTPS, since the address becomes a link on web pages.
    static let webAddress = TextRule(
        name: "a web address",
        pattern:
            "https?://[A-Za-z0-9]([A-Za-z0-9.-]{0,250}[A-Za-z0-9])?(:[0-9]{1,5})?([/?#][A-Za-z0-9._~:/?#@!$&'()*+,;=%\\[\\]-]{0,1500})?",
        rule: "write it with https:// and without spaces, such as https://example.com", allowsNumbers: false)

    static let email = TextRule(
        name: "an e-mail address",
        pattern: "[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9]([A-Za-z0-9.-]{0,200}[A-Za-z0-9])?\\.[A-Za-z]{2,24}",
        rule: "write it as help@example.com", allowsNumbers: false)
}
