import Plan
import Release
import Shapes
import YAML

/// The section `release`.
extension SpecReader {
    func readRelease() -> Release? {
        guard let section = root["release"] else { return nil }
        guard let node = section["url"], node.string != nil, let url = address(node) else { return nil }
        var release = Release(url: url)
        let pattern = pattern(node)
        if pattern != url { release.pattern = pattern }
        if let latest = section["latest"], latest.string != nil { release.latest = address(latest) }
        release.keys = readKeys(section)
        release.channel = section["channel"]?.string ?? Release.defaultChannel
        if !release.keys.isEmpty, release.newest == nil {
            report.warning(
                "machines cannot find the newest release, because `url` has the version in it", at: node,
                help: "add `latest`, the folder that always has the newest release.json, such as "
                    + "https://github.com/OWNER/NAME/releases/latest/download")
        }
        return release
    }

    /// For an app.yaml that is right otherwise.
    func checkThatReleaseIsDeclared() {
        guard root["release"] == nil else { return }
        report.warning(
            "there is no `release`, so there will be no user-data, StackScript or installer: they download the "
                + "first-boot binary from `release.url`", at: root,
            help: "write `release: { url: \"https://…\" }`, the folder that you will upload dist/NAME/firstboot to, "
                + "such as a GitHub release's assets; or `release: none` if you offer images alone")
    }

    private func address(_ node: Node) -> String? {
        guard let url = template(node, releaseScope(constants)).literal else { return nil }
        if !URLText.isSecureOrLoopback(url) {
            report.error(
                "the release's URL is not HTTPS", at: node,
                help: "begin it with https://; machines run what is there as root")
        }
        return Self.withoutSlash(url)
    }

    /// The same URL with a place for another version. What is wrong in it has been reported.
    private func pattern(_ node: Node) -> String? {
        var open = constants
        open["version"] = Release.versionPlace
        let (template, _) = TemplateParser.parse(node.string ?? "", scope: releaseScope(open))
        return template.literal.map(Self.withoutSlash)
    }

    private func releaseScope(_ constants: [String: String]) -> TemplateScope {
        TemplateScope(constants: constants, allowsMachineValues: false, place: "the release's URL")
    }

    private static func withoutSlash(_ url: String) -> String { url.hasSuffix("/") ? String(url.dropLast()) : url }

    private func readKeys(_ section: Node) -> [String] {
        guard let list = section["keys"], let nodes = list.sequence else { return [] }
        var keys: [String] = []
        for node in nodes {
            guard let line = node.string else { continue }
            guard Minisign.PublicKey(line) != nil else {
                if TextRule.publicKey.matches(line) {
                    report.error(
                        "this is no public key: a character in it is wrong", at: node,
                        help: "copy it from NAME.pub, as `landfall key new` has made it")
                }
                continue
            }
            if keys.contains(line) {
                report.error(
                    "the spare key is the active one", at: node,
                    help: "give another key: whoever steals one of two equal keys has both")
            } else {
                keys.append(line)
            }
        }
        if nodes.count > 2 {
            report.error(
                "there are more than two keys", at: nodes[2], help: "give the active key and the spare one")
        } else if nodes.count == 1, keys.count == 1 {
            report.warning(
                "there is no spare key, so if the active one is lost or stolen, no machine can be updated any more",
                at: list, help: "make one with `landfall key new` and keep its secret offline")
        }
        return keys
    }

    /// What an update from older releases has to keep to.
    func readUpdatePath() -> UpdatePath {
        var path = UpdatePath()
        let section = root["release"]
        let own = ReleaseVersion(app.version)
        if let node = section?["minimum_from"], let version = node.string {
            path.minimumFrom = version
            if ReleaseVersion(version) > own {
                report.error(
                    "`minimum_from` is newer than this release, \(app.version)", at: node,
                    help: "name the oldest release that can be updated to this one")
            }
        }
        for node in section?["stops"]?.sequence ?? [] {
            guard let version = node.string else { continue }
            path.stops.append(version)
            if ReleaseVersion(version) >= own {
                report.error(
                    "the stop \(version) is not older than this release, \(app.version)", at: node,
                    help: "name releases before this one")
            }
        }
        path.stops.sort { ReleaseVersion($0) < ReleaseVersion($1) }
        return path
    }
}
