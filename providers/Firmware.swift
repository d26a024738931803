/// What the machine's firmware and kernel say about where it runs.
public struct Firmware: Equatable, Sendable {
    /// /sys/class/dmi/id/sys_vendor
    public var vendor: String?
    /// /sys/class/dmi/id/product_name
    public var product: String?
    /// /sys/class/dmi/id/chassis_asset_tag, where some clouds write their name.
    public var assetTag: String?
    /// /sys/class/dmi/id/product_uuid
    public var uuid: String?
    /// /sys/class/dmi/id/product_serial, if it tells machines apart; see ``FirmwareSerial``.
    public var serial: String?
    /// A serial number that chooses cloud-init's data source instead: `ds=nocloud;…`.
    public var dataSource: String?
    /// The words of /proc/cmdline.
    public var commandLine: [String] = []
    /// The marker files that exist here; see ``Provider/markers``.
    public var markers: Set<String> = []
    public init() {}

    public static func read(_ machine: MachineFiles) -> Firmware {
        var firmware = Firmware()
        firmware.vendor = machine.word("/sys/class/dmi/id/sys_vendor")
        firmware.product = machine.word("/sys/class/dmi/id/product_name")
        firmware.assetTag = machine.word("/sys/class/dmi/id/chassis_asset_tag")
        firmware.uuid = machine.word("/sys/class/dmi/id/product_uuid")
        let serial = machine.word("/sys/class/dmi/id/product_serial")
        firmware.serial = FirmwareSerial.trusted(serial)
        firmware.dataSource = serial?.lowercased().hasPrefix("ds=") == true ? serial : nil
        firmware.commandLine =
            machine.word("/proc/cmdline")?.split(whereSeparator: \.isWhitespace).map(String.init) ?? []
        firmware.markers = Set(Provider.all.flatMap(\.markers).filter(machine.exists))
        return firmware
    }
}
