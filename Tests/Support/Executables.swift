import Foundation
import Plan
import Stamp

/// The products under test.
public enum Executables {
    /// What `make` built to ship if LANDFALL_FIRSTBOOT names it, else the one that this test's build made.
    public static var firstboot: String {
        if let path = ProcessInfo.processInfo.environment["LANDFALL_FIRSTBOOT"], !path.isEmpty { return path }
        return builtHere("firstboot")
    }

    public static var landfall: String { builtHere("landfall") }

    private static func builtHere(_ name: String) -> String {
        Bundle.main.bundleURL.appendingPathComponent(name).path
    }

    /// A first-boot executable with the plan on it, in a folder of the test's.
    public static func stamped(_ plan: Plan, in folder: TemporaryFolder) throws -> String {
        let executable = [UInt8](try Data(contentsOf: URL(fileURLWithPath: firstboot)))
        try folder.write("\(plan.app.name)ctl", try Stamp.stamp(executable, with: plan), mode: 0o755)
        return folder.file("\(plan.app.name)ctl")
    }
}
