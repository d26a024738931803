import Text

/// Why a release is not used. Nothing is changed by then.
public enum ReleaseRefusal: Error, Equatable, Sendable {
    /// The plan has no public keys.
    case noKeys
    case notASignature(String)
    /// Signed by a key that is not trusted; both by the names that minisign prints.
    case wrongKey(String, trusted: [String])
    case altered(String)
    case commentDisagrees(String, list: String)
    case damagedList(String)
    case newerFormat(Int)
    case otherApp(String, app: String)
    /// The newest list is of another line of releases than the one that the machine follows.
    case otherChannel(String, version: String, followed: String)
    case olderVersion(String, installed: String)
    case tooOldToUpdate(installed: String, minimum: String, version: String)
    case expired(String, on: String)
    case clockBehind(now: String, created: String)
    /// The active key has signed a list with other keys than the trusted ones, as it also does after a change of keys that
    /// this machine has missed.
    case keysChanged(by: String)
    case noFile(String)
    /// A file is not the one that the list means.
    case mixed(String, String)
}

extension ReleaseRefusal: CustomStringConvertible {
    /// Shown to people: a text from a release that nobody has verified has no invisible characters here.
    public var description: String { VisibleText.line(text) }

    private var text: String {
        switch self {
        case .noKeys: "this release has no public keys, so no other one can be verified"
        case .notASignature(let what): "\(ReleaseList.signatureName) is not a signature of minisign: \(what)"
        case .wrongKey(let key, let trusted):
            "the release is signed by the key \(key), and this one trusts only \(trusted.joined(separator: " and "))"
        case .altered(let what): "the signature does not hold: \(what)"
        case .commentDisagrees(let comment, let list):
            "the signature is for `\(comment)`, and the list says `\(list)`"
        case .damagedList(let what): "\(ReleaseList.name) is damaged: \(what)"
        case .newerFormat(let format):
            "this release needs a newer Landfall: its list has format \(format), and this program reads format "
                + "\(ReleaseList.currentFormat)"
        case .otherApp(let name, let app): "this is a release of \(name), not of \(app)"
        case .otherChannel(let channel, let version, let followed):
            "\(version) is of the channel \(channel), and the release that is installed follows \(followed)"
        case .olderVersion(let version, let installed): "\(version) is older than \(installed), which is installed"
        case .tooOldToUpdate(let installed, let minimum, let version):
            "\(installed) cannot be updated straight to \(version), only \(minimum) and later can"
        case .expired(let version, let on): "the list of \(version) was good until \(on)"
        case .clockBehind(let now, let created):
            "this machine's clock says \(now), and the release was made on \(created): one of the two is wrong, so "
                + "nobody can say whether the release is still good"
        case .keysChanged(let key): "the release changes the trusted keys, which the key \(key) may not"
        case .noFile(let name): "the release has no file \(name)"
        case .mixed(let name, let what): "\(name) is not the release's file: \(what)"
        }
    }

    /// What to do about it.
    public var help: String {
        switch self {
        case .noKeys:
            "install a release whose app.yaml has `release.keys`; `landfall key new` makes them"
        case .notASignature, .altered, .damagedList, .commentDisagrees:
            "download it again; if that gives the same, tell its publisher and do not use it"
        case .wrongKey:
            "if the publisher has changed keys, update first to the release that changed them, by its version; else do "
                + "not use it"
        case .newerFormat: "update to the release before it first, which brings the newer program"
        case .otherApp: "name a folder or URL with releases of this app"
        case .otherChannel(let channel, let version, _):
            "tell its publisher; to go over to \(channel), name the version \(version)"
        case .olderVersion: "an older release may not understand newer data: ask for the downgrade if you want it"
        case .tooOldToUpdate(_, let minimum, _): "update to \(minimum) first"
        case .expired(let version, _):
            "ask its publisher for a list that is signed again, or for a newer release; to have \(version) all the same, "
                + "name that version"
        case .clockBehind: "set the clock, such as with `timedatectl set-ntp true`, and try again"
        case .keysChanged:
            "if an earlier release has changed keys, update to that one first, by its version; else tell its publisher: "
                + "only the spare key may sign a change of keys"
        case .noFile: "the release was not made for this provider and processor: ask its publisher"
        case .mixed: "the files are of several releases, or cut off: download all of one release again"
        }
    }
}
