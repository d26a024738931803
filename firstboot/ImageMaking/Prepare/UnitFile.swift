import Text

/// A systemd unit, as text.
package struct UnitFile: Equatable {
    struct Section: Equatable {
        let name: String
        /// Keys with their values, in order; a key may come more than once.
        let entries: [(key: String, value: String)]

        init(_ name: String, _ entries: [(String, String)]) {
            self.name = name
            self.entries = entries.map { (key: $0, value: $1) }
        }

        static func == (one: Section, other: Section) -> Bool {
            one.name == other.name && one.entries.elementsEqual(other.entries, by: ==)
        }
    }

    package let name: String
    /// The units that start it; none if a timer does.
    let wantedBy: [String]
    let sections: [Section]

    package var text: String {
        let install = wantedBy.isEmpty ? [] : [Section("Install", [("WantedBy", wantedBy.joined(separator: " "))])]
        return (sections + install).map { section in
            (["[\(section.name)]"] + section.entries.map { "\($0.key)=\($0.value)" }).joined(separator: "\n") + "\n"
        }.joined(separator: "\n")
    }

    /// The text with systemd's specifiers escaped and without line breaks.
    static func literal(_ text: String) -> String {
        VisibleText.line(text).escaping(["\\": " ", "%": "%%"])
    }
}
