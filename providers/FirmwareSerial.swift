import Text

/// The serial number in a machine's firmware, if it is real. Many makers leave a placeholder, which all machines of a
/// model share.
public enum FirmwareSerial {
    /// Placeholders, reduced to letters and digits in lower case.
    ///
    /// Sources: the SMBIOS tables of boards by AMI, ASRock, ASUS, Dell, Gigabyte, Lenovo, MSI and Supermicro ("To be
    /// filled by O.E.M.", "Default string", "System Serial Number", "0123456789", "Not Applicable"), dmidecode's words for
    /// a field that is not set ("Not Specified", "Not Provided"), VirtualBox ("0"), and the lists of inventory programs
    /// (GLPI Agent, OCS Inventory) for the rest.
    static let placeholders: Set<String> = [
        "1234", "12345", "123456", "1234567", "12345678", "123456789", "1234567890", "0123456789", "0123456789abcdef",
        "abcdef", "bad",
        "basboardserialnumber", "baseboardserialnumber", "chassisserialnumber", "default", "defaultserial",
        "defaultstring", "empty", "enter", "invalid", "nb0123456789", "none", "noneprovided", "notapplicable",
        "notavailable", "notprovided", "notset", "notspecified", "null", "number", "oem", "placeholder", "serial",
        "serialnumber", "sernum", "sernum0", "sernum1", "systemserialnumber", "systemserialnumberhere", "test", "tobe",
        "tobefilledbyoem", "tobefilledbyoembymorestring", "tobefilledbyoemmorestring", "tbd", "undefined", "unknown",
        "unspecified", "xserialnumber",
    ]

    /// The fewest letters and digits of a number that could be unique to one machine.
    static let shortest = 4

    /// - Returns: The serial number, or nil if it does not tell machines apart.
    public static func trusted(_ text: String?) -> String? {
        guard let text else { return nil }
        // A constant that chooses cloud-init's data source when an image is started (docs/how-to/publish.md).
        if text.lowercased().hasPrefix("ds=") || text.contains(";") { return nil }
        let letters = text.lowercased().filter { $0.isLetter || $0.isNumber }
        guard letters.count >= shortest, Set(letters).count > 1, !placeholders.contains(letters) else { return nil }
        // There are many spellings of `To be filled by O.E.M.`.
        if letters.contains("filledby") || letters.hasPrefix("defaultstring") { return nil }
        return text
    }
}
