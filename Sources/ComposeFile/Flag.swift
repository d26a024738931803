import YAML

/// The words for true and false that Compose takes, in lower case.
enum Flag {
    static let yes: Set<String> = ["true", "y", "yes", "on"]
    static let no: Set<String> = ["false", "n", "no", "off"]
}

extension Node {
    /// As Compose reads it, also in quotes; nil for what is neither true nor false.
    var flag: Bool? {
        guard let word = string?.lowercased() else { return nil }
        return Flag.yes.contains(word) ? true : Flag.no.contains(word) ? false : nil
    }
}
