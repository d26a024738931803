import Providers
import Testing

@Suite struct FirmwareSerialTests {
    @Test(arguments: [
        "Default string", "DEFAULT STRING", "Default_String", "To be filled by O.E.M.", "To Be Filled By O.E.M.",
        "To Be Filled By O.E.M. by More String", "System Serial Number", "Chassis Serial Number", "None", "NONE", "0",
        "1",
        "00000000", "0000-0000-0000", "00000000-0000-0000-0000-000000000000", "XXXXXXXX", "........", "-", "N/A", "n/a",
        "Not Specified", "Not Applicable", "Not Available", "Unknown", "Invalid", "Empty", "OEM", "Serial Number",
        "0123456789", "123456789", "1234567890", "NB-0123456789", "SerNum0", "ds=nocloud",
        "ds=nocloud-net;s=http://10.0.2.2/",
        "DS=NoCloud", "seed;x=1", "TBD", "",
    ])
    func aPlaceholderTellsNoMachinesApart(_ text: String) { #expect(FirmwareSerial.trusted(text) == nil) }

    @Test(arguments: [
        "320206672", "4711", "576965", "b1a2c3d4-1111-4222-8333-944455556666", "BR80YFDYZ68ICQ4",
        "VMware-56 4d 1c 0e 9d 3a 57 5c-12 34 56 78 9a bc de f0", "7T3K0J2", "CZ3019LK0B", "S/N 00012345",
        "ec2b5c7e-0e5a-3a9f-8d1c-0123456789ab",
    ])
    func aNumberOfOneMachineDoes(_ text: String) { #expect(FirmwareSerial.trusted(text) == text) }
}
