import TestSupport
import Testing

@testable import Providers

@Suite struct DetectionTests {
    @Test(arguments: [
        ("Vultr", "vultr"), ("DigitalOcean", "digitalocean"), ("Hetzner", "hetzner"), ("Linode", "linode"),
        ("Akamai", "linode"), ("Scaleway", "scaleway"), ("UpCloud", "upcloud"),
    ])
    func knowsAMachineByItsVendor(_ vendor: String, _ provider: String) throws {
        let folder = TemporaryFolder()
        try folder.write("sys/class/dmi/id/sys_vendor", vendor + "\n")
        try folder.write("sys/class/dmi/id/product_serial", "4711\n")
        let firmware = Firmware.read(MachineFiles(root: folder.path))
        #expect(Provider.detect(firmware)?.id.rawValue == provider)
        #expect(firmware.serial == "4711")
    }

    @Test(arguments: [
        ("sys/class/dmi/id/product_uuid", "EC2E1916-9099-7CAF-FD21-012345ABCDEF", nil),
        ("sys/class/dmi/id/sys_vendor", "Amazon EC2", "aws"),
        ("sys/class/dmi/id/product_name", "Google Compute Engine", "gcp"),
        ("sys/class/dmi/id/product_serial", "GoogleCloud-FB2C0B5E", "gcp"),
        ("sys/class/dmi/id/chassis_asset_tag", "7783-7084-3265-9085-8269-3286-77", "azure"),
        ("sys/class/dmi/id/chassis_asset_tag", "OracleCloud.com", "oracle"),
        ("sys/class/dmi/id/product_name", "Exoscale Compute Platform", "exoscale"),
        ("sys/class/dmi/id/product_name", "OpenStack Nova", "openstack"),
        ("sys/class/dmi/id/chassis_asset_tag", "OpenTelekomCloud", "openstack"),
        ("dev/disk/by-label/config-2", "", "openstack"), ("proc/cmdline", "ro scaleway", "scaleway"),
        ("var/run/scaleway", "", "scaleway"), ("dev/disk/by-label/cidata", "", "nocloud"),
        ("proc/cmdline", "ro ds=nocloud;s=http://192.0.2.1/", "nocloud"),
        ("sys/class/dmi/id/product_serial", "ds=nocloud", "nocloud"),
        ("var/lib/cloud/seed/nocloud/meta-data", "", "nocloud"),
        ("sys/class/dmi/id/product_uuid", "2bec1916-9099-7caf-fd21-012345abcdef", nil),
        ("sys/class/dmi/id/product_name", "Standard PC (Q35 + ICH9, 2009)", nil), ("proc/cmdline", "ds=none", nil),
    ])
    func knowsAMachineByOneSign(_ file: String, _ text: String, _ provider: String?) throws {
        let folder = TemporaryFolder()
        try folder.write(file, text + "\n")
        #expect(Provider.detect(Firmware.read(MachineFiles(root: folder.path)))?.id.rawValue == provider)
    }

    @Test(arguments: [
        ("EC2E1916-9099-7CAF-FD21-012345ABCDEF", "ec2e1916-9099-7caf-fd21-012345abcdef", "Xen", "aws"),
        ("45E12AEC-DCD1-B213-94ED-012345ABCDEF", "ec2ae145-d1dc-13b2-94ed-012345abcdef", "Xen", "aws"),
        ("45E12AEC-DCD1-B213-94ED-012345ABCDEF", "ec2ae145-d1dc-13b2-94ed-012345abcdef", "QEMU", nil),
        ("EC2E1916-9099-7CAF-FD21-012345ABCDEF", "ec2e1916-0000-7caf-fd21-012345abcdef", "QEMU", nil),
    ])
    func knowsOlderMachinesOfAWS(_ uuid: String, _ serial: String, _ vendor: String, _ provider: String?) throws {
        let folder = TemporaryFolder()
        for (file, text) in [("product_uuid", uuid), ("product_serial", serial), ("sys_vendor", vendor)] {
            try folder.write("sys/class/dmi/id/\(file)", text + "\n")
        }
        #expect(Provider.detect(Firmware.read(MachineFiles(root: folder.path)))?.id.rawValue == provider)
    }

    @Test(arguments: [("proc/cmdline", "root=/dev/vda1 vultr ro\n"), ("etc/vultr", "")])
    func knowsVultrsBareMetal(_ file: String, _ text: String) throws {
        let folder = TemporaryFolder()
        try folder.write("sys/class/dmi/id/sys_vendor", "Supermicro\n")
        #expect(Provider.detect(Firmware.read(MachineFiles(root: folder.path))) == nil)
        try folder.write(file, text)
        #expect(Provider.detect(Firmware.read(MachineFiles(root: folder.path)))?.id.rawValue == "vultr")
    }

    @Test func namesTheProviderThatItFound() {
        var firmware = Firmware()
        firmware.vendor = "DigitalOcean"
        let error = #expect(throws: MetadataError.self) { try Provider.vultr.verify(firmware) }
        #expect(error?.description.contains("DigitalOcean") == true)
        #expect(error?.description.contains("Vultr") == true)
    }

    @Test func namesTheVendorOfAnUnknownMachine() {
        var firmware = Firmware()
        firmware.vendor = "QEMU"
        let error = #expect(throws: MetadataError.self) { try Provider.hetzner.verify(firmware) }
        #expect(error?.description.contains("\"QEMU\"") == true)
    }

    @Test func takesItsOwnMachineAndOneThatSaysNothing() throws {
        var firmware = Firmware()
        try Provider.linode.verify(firmware)
        firmware.vendor = "Akamai"
        try Provider.linode.verify(firmware)
        try Provider.generic.verify(firmware)
    }

    @Test func theCatalogueHasEachNameOnce() {
        let names = Provider.all.map(\.id.rawValue)
        #expect(Set(names).count == names.count)
        #expect(names.allSatisfy { Provider.named($0)?.id.rawValue == $0 })
        #expect(Provider.named("nowhere") == nil)
    }
}
