import TestSupport
import Testing

@testable import Providers

@Suite struct GenericReaderTests {
    @Test func readsTheMachineItself() throws {
        let folder = TemporaryFolder()
        try folder.write("etc/machine-id", "0123456789abcdef0123456789abcdef\n")
        try folder.write("etc/hostname", "server.example.com\n")
        var reader = MetadataReader(provider: .generic)
        reader.machine = MachineFiles(root: folder.path + "/")
        let metadata = try reader.read()
        #expect(metadata.instanceID == "0123456789abcdef0123456789abcdef")
        #expect(metadata.hostname == "server.example.com")
        #expect(metadata.provider.rawValue == "generic")
    }

    @Test(arguments: [nil, "", "uninitialized\n"])
    func saysHowToGetAnInstanceID(_ machineID: String?) throws {
        let folder = TemporaryFolder()
        if let machineID { try folder.write("etc/machine-id", machineID) }
        var reader = MetadataReader(provider: .generic)
        reader.machine = MachineFiles(root: folder.path)
        let error = #expect(throws: MetadataError.self) { try reader.read() }
        #expect(error?.description.contains("systemd-machine-id-setup") == true)
    }

    @Test(arguments: [
        ("127.0.0.1", true), ("10.1.2.3", true), ("172.31.0.1", true), ("172.32.0.1", false), ("192.168.1.1", true),
        ("169.254.169.254", true), ("100.64.0.1", true), ("203.0.113.1", false), ("::1", true), ("fe80::1", true),
        ("fec0::1", true), ("fd00::1", true), ("2001:db8::1", false), ("no address", true),
    ])
    func tellsPrivateFromPublic(_ address: String, _ isPrivate: Bool) {
        #expect(Address.isPrivate(address) == isPrivate)
    }

    @Test func writesAddressesInOneForm() {
        #expect(Address.ipv6("2001:0DB8:0002:00D0:0000:0000:1478:3001") == "2001:db8:2:d0::1478:3001")
        #expect(Address.ipv6("2001:db8::1/64\n") == "2001:db8::1")
        #expect(Address.ipv6("203.0.113.1") == nil)
        #expect(Address.ipv4("203.0.113.1/32") == "203.0.113.1")
        #expect(Address.ipv4("203.0.113") == nil)
        #expect(Address.ipv4("") == nil)
    }
}
