import CCurl
import COpenSSL
import CYAML
import Installation
import Plan
import Stamp

/// The versions of what is in this executable. A static file is updated only by a new release, so it names its
/// libraries' versions.
enum Version {
    static func text() throws -> String {
        var lines = ["landfall first boot \(LandfallRelease.version)"]
        if let plan = try StampedPlan.load() {
            lines.append("\(plan.app.title) \(plan.app.version) for \(plan.provider)")
        }
        lines.append(String(cString: curl_version()))
        lines.append("libyaml/\(String(cString: yaml_get_version_string()))")
        return lines.joined(separator: "\n")
    }
}
