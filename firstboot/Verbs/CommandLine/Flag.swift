/// The declaration of a flag: its name, its value, its help and what it sets.
struct Flag<Options>: Sendable {
    let name: String
    /// The placeholder of its value; nil if it takes none.
    let value: String?
    let help: String
    let apply: @Sendable (inout Options, String) throws(UsageError) -> Void

    static func value(
        _ name: String, _ placeholder: String, _ help: String,
        apply: @escaping @Sendable (inout Options, String) throws(UsageError) -> Void
    ) -> Flag {
        Flag(name: name, value: placeholder, help: help, apply: apply)
    }

    static func toggle(
        _ name: String, _ help: String, apply: @escaping @Sendable (inout Options) -> Void
    ) -> Flag {
        Flag(name: name, value: nil, help: help) { options, _ in apply(&options) }
    }
}

/// A command line that cannot be understood.
struct UsageError: Error {
    let message: String
    let help: String

    init(_ message: String, help: String) {
        self.message = message
        self.help = help
    }
}

// Flags that several verbs have, each with the same words.
extension Flag {
    static func json(_ apply: @escaping @Sendable (inout Options) -> Void) -> Flag {
        .toggle("--json", "print JSON", apply: apply)
    }

    static func metadataURL(_ apply: @escaping @Sendable (inout Options, String) -> Void) -> Flag {
        .value("--metadata-url", "URL", "read metadata from this address instead of the cloud's metadata service") {
            apply(&$0, $1)
        }
    }

    /// - Parameter apply: Receives a parameter's name and value.
    static func set(_ apply: @escaping @Sendable (inout Options, String, String) -> Void) -> Flag {
        .value("--set", "NAME=VALUE", "set a parameter; may be repeated") { options, text throws(UsageError) in
            guard let equals = text.firstIndex(of: "=") else {
                throw UsageError("`--set` has no `=`", help: "write --set NAME=VALUE")
            }
            apply(&options, String(text[..<equals]), String(text[text.index(after: equals)...]))
        }
    }

    static func console(_ apply: @escaping @Sendable (inout Options, String) -> Void) -> Flag {
        .value(
            "--console", "FILE",
            "write the credentials to this file instead of the machine's consoles; `-` is standard output"
        ) { apply(&$0, $1) }
    }

    static func adopt(_ apply: @escaping @Sendable (inout Options, String) -> Void) -> Flag {
        .value("--adopt", "FILE", "take the secrets of data that is here from this `.env` or secrets.json") {
            apply(&$0, $1)
        }
    }

    static func newData(_ apply: @escaping @Sendable (inout Options) -> Void) -> Flag {
        .toggle("--new-data", "move data that is here aside and start with new secrets", apply: apply)
    }

    static func restore(_ apply: @escaping @Sendable (inout Options, String) -> Void) -> Flag {
        .value("--restore", "FILE|REPOSITORY", "take the data, secrets and values from this backup of a lost machine") {
            apply(&$0, $1)
        }
    }

    static func keys(_ help: String, _ apply: @escaping @Sendable (inout Options, String) -> Void) -> Flag {
        .value("--keys", "FILE", "\(help), one NAME=VALUE a line; `-` is standard input") { apply(&$0, $1) }
    }

    static func folder(_ apply: @escaping @Sendable (inout Options, String) -> Void) -> Flag {
        .value("--dir", "DIR", "keep the app's files in this new or empty folder; /opt/NAME becomes a link to it") {
            apply(&$0, $1)
        }
    }

    static func yes(_ apply: @escaping @Sendable (inout Options) -> Void) -> Flag {
        .toggle("--yes", "agree, and ask no question", apply: apply)
    }

    static func noQuestions(_ apply: @escaping @Sendable (inout Options) -> Void) -> Flag {
        .toggle("--no-questions", "ask no questions, even on a terminal", apply: apply)
    }
}
