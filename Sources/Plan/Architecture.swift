/// A processor architecture, named as in `uname -m` and in artifacts' file names.
public enum Architecture: String, CaseIterable, Comparable, Sendable {
    case amd64 = "x86_64"
    case arm64 = "aarch64"

    /// Every name that kernels use for it.
    public var kernelNames: [String] {
        switch self {
        case .amd64: ["x86_64", "amd64"]
        case .arm64: ["aarch64", "arm64"]
        }
    }

    public static func < (left: Architecture, right: Architecture) -> Bool {
        left.rawValue < right.rawValue
    }
}
