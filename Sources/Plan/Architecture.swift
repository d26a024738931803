/// A processor architecture, named as in `uname -m` and in artifacts' file names.
public enum Architecture: String, CaseIterable, Comparable, Sendable {
    case amd64 = "x86_64"
    case arm64 = "aarch64"

    /// The processor that this program runs on.
    public static var here: Architecture {
        #if arch(arm64)
            .arm64
        #else
            .amd64
        #endif
    }

    /// Every name that kernels use for it.
    public var kernelNames: [String] { [rawValue, imageName] }

    /// As images' configurations and lists of manifests name it.
    ///
    /// Source: OCI Image Index Specification; the names are Go's.
    public var imageName: String {
        switch self {
        case .amd64: "amd64"
        case .arm64: "arm64"
        }
    }

    /// The program of QEMU's that emulates a machine with it.
    public var emulator: String { "qemu-system-\(rawValue)" }

    /// Debian's and Ubuntu's packages with that program and the firmware that its machines need.
    public var emulatorPackages: [String] {
        switch self {
        case .amd64: ["qemu-system-x86"]
        case .arm64: ["qemu-system-arm", "qemu-efi-aarch64"]
        }
    }

    /// As images' platforms name it.
    public var platform: String { "linux/\(imageName)" }

    /// The processor of a platform such as `linux/arm64/v8` or `amd64`; nil if it names none of ours.
    public init?(platform: String) {
        let words = platform.lowercased().split(separator: "/").map(String.init)
        guard let known = Self.allCases.first(where: { !Set($0.kernelNames).isDisjoint(with: words) }) else {
            return nil
        }
        self = known
    }

    public static func < (left: Architecture, right: Architecture) -> Bool {
        left.rawValue < right.rawValue
    }
}
