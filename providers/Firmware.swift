/// What the machine's firmware and kernel say of where it runs.
public struct Firmware: Equatable, Sendable {
    /// /sys/class/dmi/id/sys_vendor
    public var vendor: String?
    /// /sys/class/dmi/id/product_serial
    public var serial: String?
    /// The words of /proc/cmdline.
    public var commandLine: [String] = []
    /// Whether /etc/vultr is there.
    public var hasVultrMarker = false
    public init() {}
}
