import Plan

extension Provider {
    /// The provider whose machine this is, or nil if nothing shows it.
    public static func detect(_ firmware: Firmware) -> Provider? {
        all.first { $0.recognizes(firmware) }
    }

    /// Refuses another provider's machine. A machine that does not name its maker (a container, a folder) is accepted.
    public func verify(_ firmware: Firmware) throws(MetadataError) {
        guard !metadataURLs.isEmpty, !recognizes(firmware) else { return }
        if let other = Provider.detect(firmware) {
            throw .wrongMachine(expected: title, found: "one of \(other.title)'s")
        }
        if let vendor = firmware.vendor {
            throw .wrongMachine(expected: title, found: "made by \"\(vendor)\"")
        }
    }
}
