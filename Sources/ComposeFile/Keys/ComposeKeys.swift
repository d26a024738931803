/// What the Compose specification says a value may be, where Compose refuses others.
///
/// Source: compose-spec.io, `schema/compose-spec.json`, as of August 2026, and what Docker Compose 2.26 says of wrong
/// values.
indirect enum ComposeKeys: Sendable {
    /// A plain scalar's meaning in YAML.
    enum Kind: String, Sendable {
        case nothing, flag, integer, fraction, text
    }

    /// What a scalar's text has to be, where nothing has to be filled into it first.
    enum Format: Sendable {
        case any
        /// One of these words.
        case word([String])
        /// Such as `1m30s`.
        case duration
        /// Such as `512m`.
        case size
        /// Such as `64m`, and not less than nothing.
        case naturalSize
        case integer
        /// A whole number that is not below 0.
        case natural
        case bounded(ClosedRange<Int>)
        /// A whole number or `all`.
        case count
        case decimal
        case flag
        /// Anything but the empty text.
        case filled
        case pullPolicy
        /// What may be the name of a service or volume.
        case name
    }

    /// Not looked into.
    case anything
    case scalar([Kind], Format)
    case list(ComposeKeys)
    /// A list of single values in which none stands twice.
    case distinct(ComposeKeys)
    /// A mapping with these keys, and those that begin with `x-`.
    case mapping([String: ComposeKeys], required: [String])
    /// A mapping from any names.
    case names(ComposeKeys)
    /// A mapping from what services, volumes and the like may be called.
    case declarations(ComposeKeys)
    /// Whichever fits by its kind.
    case either([ComposeKeys])

    static let text = scalar([.text], .any)
    static let nothing = scalar([.nothing], .any)
    static let flag = scalar([.flag, .text], .flag)
    static let filledText = scalar([.text], .filled)
    /// Compose fills no text into these.
    static let plainInteger = scalar([.integer], .any)
    static let plainNumber = scalar([.integer, .fraction], .any)
    static let number = scalar([.integer, .fraction, .text], .any)
    static let integer = scalar([.integer, .fraction, .text], .integer)
    static let decimal = scalar([.integer, .fraction, .text], .decimal)
    static let size = scalar([.integer, .fraction, .text], .size)
    static let duration = scalar([.text], .duration)
    static let value = scalar([.nothing, .flag, .integer, .fraction, .text], .any)
    /// `environment` and `labels`.
    static let dictionary = either([names(value), list(text)])
    static let texts = either([text, list(text)])
    static let command = either([nothing, text, list(text)])

    static func word(_ words: String) -> ComposeKeys {
        scalar([.text], .word(words.split(separator: " ").map(String.init)))
    }
    static func optional(_ keys: ComposeKeys) -> ComposeKeys { either([nothing, keys]) }

    /// A mapping in which only some keys have content to check.
    static func keys(
        _ plain: String, _ others: [String: ComposeKeys] = [:], required: [String] = []
    ) -> ComposeKeys {
        let names = plain.split { $0 == " " || $0 == "\n" }.map { (String($0), ComposeKeys.anything) }
        return .mapping(Dictionary(names) { first, _ in first }.merging(others) { $1 }, required: required)
    }

    static let root = keys(
        "models",
        [
            "name": text,
            "version": text,
            "services": declarations(service),
            "include": list(either([text, keys("path project_directory env_file")])),
            "volumes": declarations(optional(volumeDeclaration)),
            "networks": names(optional(network)),
            "secrets": declarations(optional(secret)),
            "configs": declarations(optional(config)),
        ])

    private static let volumeDeclaration = keys(
        "",
        ["name": text, "driver": text, "driver_opts": names(number), "external": external, "labels": dictionary])

    private static let secret = keys(
        "",
        [
            "name": text, "file": text, "environment": text, "external": external, "driver": text,
            "driver_opts": names(number), "template_driver": text, "labels": dictionary,
        ])

    private static let config = keys(
        "",
        [
            "name": text, "file": text, "content": text, "environment": text, "external": external,
            "template_driver": text, "labels": dictionary,
        ])

    /// The mapping is what Compose files had before version 3.5.
    private static let external = either([flag, keys("", ["name": text])])

    private static let network = keys(
        "",
        [
            "name": text, "driver": text, "external": external,
            "attachable": flag, "enable_ipv4": flag, "enable_ipv6": flag, "internal": flag, "labels": dictionary,
            "driver_opts": names(number),
            "ipam": keys(
                "",
                [
                    "driver": text, "options": names(anything),
                    "config": list(
                        keys("", ["subnet": text, "ip_range": text, "gateway": text, "aux_addresses": names(text)])),
                ]),
        ])
}
