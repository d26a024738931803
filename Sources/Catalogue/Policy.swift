import Plan
import Stamp

/// Content Security Policy, level 3.
enum Policy {
    /// The one script that a browser may run.
    static func source(_ script: String) -> String {
        "sha256-" + Base64.encode(SHA256.digest([UInt8](script.utf8)))
    }
}
