import YAML

/// A file of an imported app, by its path in the app's folder.
public struct ImportedFile: Equatable, Sendable {
    public var path: String
    public var bytes: [UInt8]
    public var isExecutable: Bool
    public init(path: String, bytes: [UInt8], isExecutable: Bool = false) {
        self.path = path
        self.bytes = bytes
        self.isExecutable = isExecutable
    }
}

/// What is at a path beside the Compose file.
public struct FoundFiles: Equatable, Sendable {
    /// The file itself, or all files in the folder.
    public var files: [ImportedFile]
    /// What is there and cannot be taken along, each with the reason.
    public var refusals: [String]
    public init(files: [ImportedFile], refusals: [String] = []) {
        self.files = files
        self.refusals = refusals
    }
}

/// An app made of a Compose file.
public struct ImportedApp: Sendable {
    public var name: String
    /// app.yaml, the Compose file, and what it mounts. Empty where the file cannot be read at all.
    public var files: [ImportedFile]
    public var report: ImportReport
    /// What people can open in a browser. The first is what the app's address and its `ready` check mean.
    public var frontDoors: [FrontDoor] = []

    /// The images that a Compose file names, without their tags.
    public static func images(_ compose: [UInt8]) -> Set<String> {
        let root = try? YAML.parse(compose)
        let names = (root?["services"]?.entries ?? []).compactMap { $0.value["image"]?.string }
        return Set(
            names.map { name in
                let start = name.lastIndex(of: "/") ?? name.startIndex
                return String(name[..<start] + name[start...].prefix { $0 != ":" && $0 != "@" })
            })
    }
}
