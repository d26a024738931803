import Text

/// A metadata service as EC2 has it and others copied it: a plain-text value at each path under `meta-data/`, and an
/// index of names where a path ends in a slash.
struct EC2Tree {
    let source: MetadataSource
    /// The version's folder: `/latest/`, `/1.0/`.
    let root: String

    /// A value that every machine has.
    func value(required name: String) throws(MetadataError) -> String {
        try source.value(required: root + "meta-data/" + name)
    }

    func value(_ name: String) throws(MetadataError) -> String? {
        try source.text(root + "meta-data/" + name)?.word
    }

    /// The lines of a list or an index; empty if there is none.
    func values(_ name: String) throws(MetadataError) -> [String] {
        try source.text(root + "meta-data/" + name)?.lines ?? []
    }

    /// The keys themselves, or those that an index names: `0=name` stands for `0/openssh-key`.
    func keys() throws(MetadataError) -> [String] {
        var keys: [String] = []
        for line in try values("public-keys/") {
            let number = line.prefix { $0 != "=" }
            if number.isEmpty || !number.allSatisfy(\.isNumber) {
                keys.append(line)
            } else {
                keys += try values("public-keys/\(number)/openssh-key")
            }
        }
        return keys
    }

    func userData() throws(MetadataError) -> String? { UserData.text(try source.body(root + "user-data")) }
}
