import Foundation
import Plan
import Stamp

/// A prebuilt first-boot executable without a plan.
public struct Executable: Equatable, Sendable {
    public let architecture: Architecture
    public let bytes: [UInt8]

    public init(path: String) throws(ExecutableError) {
        do {
            bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe))
        } catch {
            throw .unreadable(path: path, reason: error.localizedDescription)
        }
        do {
            try Stamp.checkUnstamped(bytes)
        } catch {
            throw .unfit(path: path, reason: error.description)
        }
        guard Self.isFirstBoot(bytes) else { throw .unfit(path: path, reason: "not Landfall's first-boot executable") }
        guard let architecture = Self.architecture(ofELF: bytes) else {
            throw .unfit(
                path: path,
                reason: "built for a processor other than "
                    + Architecture.allCases.map(\.rawValue).joined(separator: " and "))
        }
        self.architecture = architecture
    }

    private static func isFirstBoot(_ bytes: [UInt8]) -> Bool {
        let mark = Array(Stamp.absence.utf8)
        return bytes.withUnsafeBytes { bytes in
            var rest = bytes[...]
            // For each place of its first byte.
            while rest.count >= mark.count, let start = UnsafeRawBufferPointer(rebasing: rest).baseAddress,
                let found = memchr(start, Int32(mark[0]), rest.count - mark.count + 1)
            {
                if memcmp(found, mark, mark.count) == 0 { return true }
                rest = rest.dropFirst(UnsafeRawPointer(found) - start + 1)
            }
            return false
        }
    }

    /// From `e_machine`, in the byte order of both processors.
    private static func architecture(ofELF bytes: [UInt8]) -> Architecture? {
        guard bytes.count >= 20 else { return nil }
        return switch Int(bytes[18]) | Int(bytes[19]) << 8 {
        case 62: .amd64
        case 183: .arm64
        default: nil
        }
    }

    /// The executables to stamp, one for each processor.
    ///
    /// - Parameters:
    ///   - named: The files from `--firstboot`, which come before everything else.
    ///   - environment: The process's environment. LANDFALL_FIRSTBOOT in it lists files, separated by colons.
    ///   - folder: The folder of `landfall` itself, with `firstboot-ARCH` beside it.
    public static func find(
        named: [String], environment: [String: String], beside folder: String
    ) throws(ExecutableError) -> [Executable] {
        var paths = named
        if paths.isEmpty, let list = environment["LANDFALL_FIRSTBOOT"] {
            paths = list.split(separator: ":").map(String.init)
        }
        if paths.isEmpty {
            let candidates = Architecture.allCases.map { "\(folder)/firstboot-\($0.rawValue)" }
            paths = candidates.filter { FileManager.default.fileExists(atPath: $0) }
            if paths.isEmpty { throw .none(lookedFor: candidates) }
        }
        var found: [Executable] = []
        for path in paths {
            let executable = try Executable(path: path)
            guard !found.contains(where: { $0.architecture == executable.architecture }) else {
                throw .duplicate(path: path, executable.architecture)
            }
            found.append(executable)
        }
        return found.sorted { $0.architecture < $1.architecture }
    }
}

/// Why there is no usable first-boot executable.
public enum ExecutableError: Error, Equatable, CustomStringConvertible {
    case unreadable(path: String, reason: String)
    case unfit(path: String, reason: String)
    case duplicate(path: String, Architecture)
    case none(lookedFor: [String])

    public var description: String {
        switch self {
        case .unreadable(let path, let reason): "\(path): cannot be read: \(reason)"
        case .unfit(let path, let reason): "\(path): \(reason)"
        case .duplicate(let path, let architecture):
            "\(path): a second first-boot executable for \(architecture.rawValue); name one for each processor"
        case .none(let paths):
            "there is no first-boot executable to stamp; looked for " + paths.joined(separator: " and ")
                + "\nhelp: run make build, or name one with --firstboot FILE or LANDFALL_FIRSTBOOT"
        }
    }
}
