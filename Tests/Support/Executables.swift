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

    /// Runs the `landfall` command, with nothing to read, and keeps apart what it prints on its two outputs.
    ///
    /// - Parameters:
    ///   - place: The folder in which it starts.
    ///   - environment: Added to the test's own.
    public static func runLandfall(
        _ arguments: [String], from place: String, environment: [String: String] = [:]
    ) throws -> (status: Int32, output: String, error: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: landfall)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.currentDirectoryURL = URL(fileURLWithPath: place)
        process.standardInput = FileHandle.nullDevice
        // Files, not pipes: whoever reads one pipe after the other could wait for ever for a full one.
        let outputs = TemporaryFolder()
        let files = try ["output", "error"].map { name in
            try outputs.write(name, "")
            return try FileHandle(forWritingTo: URL(fileURLWithPath: outputs.file(name)))
        }
        process.standardOutput = files[0]
        process.standardError = files[1]
        try process.run()
        process.waitUntilExit()
        return (process.terminationStatus, try outputs.read("output"), try outputs.read("error"))
    }

    /// The smallest file that passes for a first-boot executable without a plan.
    ///
    /// - Parameter machine: ELF's `e_machine`: 62 is x86_64, 183 is aarch64.
    public static func plain(_ machine: UInt8 = 62) -> [UInt8] {
        var header = [UInt8](repeating: 0, count: 64)
        header.replaceSubrange(0..<4, with: [0x7f, 0x45, 0x4c, 0x46])
        header[18] = machine
        return header + Array(Stamp.absence.utf8)
    }

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
