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
        case integer
        case decimal
        case flag
        /// What may be the name of a service or volume.
        case name
    }

    /// Not looked into.
    case anything
    case scalar([Kind], Format)
    case list(ComposeKeys)
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
            "volumes": declarations(optional(keys("name driver driver_opts external", ["labels": dictionary]))),
            "networks": declarations(optional(network)),
            "secrets": declarations(
                optional(
                    keys("name file environment external driver driver_opts template_driver", ["labels": dictionary]))),
            "configs": declarations(
                optional(keys("name file content environment external template_driver", ["labels": dictionary]))),
        ])

    private static let network = keys(
        "name driver external",
        [
            "attachable": flag, "enable_ipv4": flag, "enable_ipv6": flag, "internal": flag, "labels": dictionary,
            "driver_opts": names(number),
            "ipam": keys(
                "driver options", ["config": list(keys("subnet ip_range gateway aux_addresses"))]),
        ])
}
