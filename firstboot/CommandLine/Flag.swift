/// One declaration of a flag: its name, what it takes, its help and its effect.
struct Flag {
    let name: String
    /// The placeholder of its value; nil where it takes none.
    let value: String?
    let help: String
    /// The verbs that know it; all where empty.
    let verbs: [Verb]
    let apply: @Sendable (inout Options, String) throws(Invocation.Mistake) -> Void

    static let all: [Flag] = [
        Flag("--root", "DIR", "put every path of the machine under DIR") { $0.root = $1 },
        Flag(
            "--metadata-url", "URL", "ask this address instead of the cloud's metadata service",
            [.provision, .metadata]
        ) {
            $0.metadataURL = $1
        },
        Flag("--set", "NAME=VALUE", "give a parameter; may be repeated", [.provision]) {
            options, text throws(Invocation.Mistake) in
            guard let equals = text.firstIndex(of: "=") else {
                throw Invocation.Mistake("`--set` has no `=`", help: "write --set NAME=VALUE")
            }
            options.parameters[String(text[..<equals])] = String(text[text.index(after: equals)...])
        },
        Flag("--no-questions", nil, "ask for nothing, also on a terminal", [.provision]) { options, _ in
            options.asksNothing = true
        },
        Flag(
            "--console", "FILE",
            "show the credentials there instead of on the machine's consoles; `-` is standard output", [.provision]
        ) {
            $0.console = $1
        },
        Flag("--forget", nil, "take the credentials off the machine's disk and consoles", [.credentials]) {
            options, _ in
            options.forget = true
        },
        Flag("--forget", nil, "remove this machine's secrets, state and the app's data as well", [.seal]) {
            options, _ in
            options.forget = true
        },
        Flag("--images", "DIR", "load the image archives of DIR instead of pulling what they hold", [.prepare]) {
            $0.images = $1
        },
        Flag(
            "--image", nil, "make an image: apply all updates, and do what the provider's marketplace asks for",
            [.prepare]
        ) { options, _ in
            options.isImage = true
        },
        Flag("--json", nil, "print JSON", [.status, .credentials, .metadata, .doctor]) { options, _ in
            options.json = true
        },
    ]

    init(
        _ name: String, _ value: String?, _ help: String, _ verbs: [Verb] = [],
        apply: @escaping @Sendable (inout Options, String) throws(Invocation.Mistake) -> Void
    ) {
        self.name = name
        self.value = value
        self.help = help
        self.verbs = verbs
        self.apply = apply
    }

    /// The installer hands `configure` all that it hands `provision`.
    func belongs(to verb: Verb) -> Bool {
        verbs.isEmpty || verbs.contains(verb) || verb == .configure && verbs.contains(.provision)
    }
}

/// What the flags set.
struct Options {
    var root = "/"
    var metadataURL: String?
    var parameters: [String: String] = [:]
    var console: String?
    var asksNothing = false
    var images: String?
    var isImage = false
    var forget = false
    /// What follows a verb that takes names.
    var names: [String] = []
    var json = false
}
