import Stamp

/// What compiling an app.yaml depended on: every file and folder that it looked at, and what it saw there. As long as
/// all of it is still so, compiling again gives the same.
public final class Observations {
    public struct Entry: Codable, Equatable, Sendable {
        /// How it was looked at.
        var look: Look
        /// Relative to app.yaml's folder.
        var path: String
        /// Of a file, its digest and whether it may be executed; of a folder, the digest of its names.
        var saw: String
    }

    enum Look: String, Codable, Sendable {
        case read, names
        /// What kind of thing is there, links not followed, or followed.
        case place, end
    }

    public private(set) var entries: [Entry] = []
    /// Whether the entries are all that it depended on. A version from Git depends on the repository too.
    public internal(set) var isComplete = true
    private var known: Set<String> = []

    public init() {}

    func add(_ look: Look, _ path: String, _ saw: @autoclosure () -> String) {
        guard known.insert("\(look) \(path)").inserted else { return }
        entries.append(Entry(look: look, path: path, saw: saw()))
    }

    /// Whether all of it is as it was.
    ///
    /// - Parameter file: The app.yaml.
    public static func areCurrent(_ entries: [Entry], file: String) -> Bool {
        let folder = SourceFolder(ofFile: file)
        return entries.allSatisfy { $0.saw == folder.look($0.look, $0.path) }
    }

    static func summary(_ bytes: [UInt8], isExecutable: Bool) -> String {
        SHA256.hex(bytes) + (isExecutable ? " x" : "")
    }

    static func summary(_ names: [String]) -> String { SHA256.hex([UInt8](names.sorted().joined(separator: "/").utf8)) }
}

extension SourceFolder {
    /// What a look shows now.
    fileprivate func look(_ look: Observations.Look, _ path: String) -> String {
        switch look {
        case .read:
            guard let file = try? RegularFile.read(prefix + path, atMost: Self.largestFile) else { return "" }
            return Observations.summary(file.bytes, isExecutable: file.isExecutable)
        case .names: return (try? names(in: path)).map(Observations.summary) ?? ""
        case .place: return (try? kind(of: path))?.rawValue ?? ""
        case .end: return existing(path)?.rawValue ?? ""
        }
    }
}
