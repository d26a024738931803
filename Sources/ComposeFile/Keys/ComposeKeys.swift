/// The keys of the Compose specification, where Compose refuses other keys.
///
/// Source: compose-spec.io, `schema/compose-spec.json`, as of August 2026.
indirect enum ComposeKeys: Sendable {
    /// Not looked into.
    case anything
    /// A mapping with these keys, and those that begin with `x-`.
    case mapping([String: ComposeKeys])
    /// A list of these, or a mapping from any names to them.
    case each(ComposeKeys)
    /// One of these words.
    case word([String])

    /// A mapping in which only some keys have further content to check.
    static func keys(_ plain: String, _ others: [String: ComposeKeys] = [:]) -> ComposeKeys {
        let names = plain.split { $0 == " " || $0 == "\n" }.map { (String($0), ComposeKeys.anything) }
        return .mapping(Dictionary(names) { first, _ in first }.merging(others) { $1 })
    }

    static let root = keys(
        "name version models",
        [
            "services": .each(service),
            "include": .each(keys("path project_directory env_file")),
            "volumes": .each(keys("name driver driver_opts external labels")),
            "networks": .each(network),
            "secrets": .each(keys("name file environment external labels driver driver_opts template_driver")),
            "configs": .each(keys("name file content environment external labels template_driver")),
        ])

    private static let network = keys(
        "name driver driver_opts attachable enable_ipv4 enable_ipv6 external internal labels",
        [
            "ipam": keys(
                "driver options", ["config": .each(keys("subnet ip_range gateway aux_addresses"))])
        ])
}
