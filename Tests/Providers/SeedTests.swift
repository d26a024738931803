import Emulator
import HTTP
import TestSupport
import Testing

@testable import Providers

/// A machine that has by itself what a metadata service would answer.
@Suite struct SeedTests {
    private let folder = TemporaryFolder()

    private func read(_ provider: Provider) throws -> Metadata {
        var reader = MetadataReader(provider: provider)
        reader.machine = MachineFiles(root: folder.path)
        reader.timing = VirtualClock().timing()
        return try reader.read()
    }

    /// The recorded answers as files, without the beginning of their paths.
    private func write(_ provider: Provider, _ variant: String, without prefix: String, under path: String) throws {
        for route in provider.routes(of: variant) where !route.path.hasSuffix("/") && route.answer.status == 200 {
            guard route.path.hasPrefix(prefix), route.path.contains(".json") || !route.path.hasSuffix("openstack")
            else { continue }
            try folder.write(path + route.path.dropFirst(prefix.count), route.answer.body)
        }
    }

    @Test(arguments: ["nocloud", "nocloud-net"]) func `a folder has NoCloud's files`(_ name: String) throws {
        try write(.noCloud, "netplan-v2", without: "/seed", under: "var/lib/cloud/seed/\(name)")
        let metadata = try read(.noCloud)
        #expect(metadata.instanceID == "iid-json02" && metadata.hostname == "v2-host")
        #expect(metadata.publicIPv4 == "198.51.100.80" && metadata.publicIPv6 == "2001:db8:80:4::10")
        #expect(metadata.userData == Recording.sampleUserData)
    }

    @Test func `a config drive's folder has OpenStack's documents`() throws {
        try write(.openStack, "dual-stack-userdata", without: "", under: "var/lib/cloud/seed/config_drive")
        let metadata = try read(.openStack)
        #expect(metadata.instanceID == "99dcf33b-6eb5-4acf-9abb-d81723e0c949")
        #expect(metadata.publicIPv4 == "198.51.100.12" && metadata.userData == Recording.sampleUserData)
    }

    @Test(arguments: ["proc/cmdline", "sys/class/dmi/id/product_serial"])
    func `a web server that the machine names has them`(_ file: String) async throws {
        let service = try MetadataService(provider: .noCloud, variant: "proxmox-dhcp")
        let metadata = try await withService(service) { address in
            try folder.write(file, "ds=nocloud-net;h=x;s=\(address)/seed/\n")
            return try read(.noCloud)
        }
        #expect(metadata.instanceID == "25a9919cb91024fbd1d70fa07f0efa749cbba03b" && metadata.hostname == "pve-2")
    }

    @Test func `a machine that has none knows itself`() throws {
        try folder.write("etc/machine-id", "0123456789abcdef0123456789abcdef\n")
        try folder.write("etc/hostname", "box\n")
        try folder.write("sys/class/dmi/id/product_serial", "ds=nocloud\n")
        let metadata = try read(.noCloud)
        #expect(metadata.instanceID == "0123456789abcdef0123456789abcdef" && metadata.hostname == "box")
        #expect(metadata.provider == Provider.noCloud.id)
    }

    @Test func `a file that is none of its kind is named`() throws {
        try folder.write("var/lib/cloud/seed/nocloud/meta-data", "just words")
        let error = #expect(throws: MetadataError.self) { try read(.noCloud) }
        #expect(error?.description.contains("/seed/meta-data with a file that is not YAML") == true)
        #expect(error?.isTransient == false)
    }

    @Test func `a folder without the file that every seed has is none`() throws {
        try folder.write("var/lib/cloud/seed/nocloud-net/user-data", "#cloud-config")
        #expect(SeedFiles(.noCloud, on: MachineFiles(root: folder.path)) == nil)
        #expect(Provider.detect(Firmware.read(MachineFiles(root: folder.path))) == nil)
    }

    /// Proxmox VE changes the id when a machine's settings change.
    @Test func `a machine with another id in its seed is the same`() throws {
        try folder.write("etc/machine-id", "0123456789abcdef0123456789abcdef\n")
        try folder.write("var/lib/cloud/seed/nocloud/meta-data", "instance-id: first\n")
        let first = try read(.noCloud)
        try folder.write("var/lib/cloud/seed/nocloud/meta-data", "instance-id: second\n")
        #expect(try read(.noCloud).isOfSameMachine(as: first))
    }

    @Test func `a copy of a disk with a seed is another machine`() throws {
        try folder.write("var/lib/cloud/seed/nocloud/meta-data", "instance-id: same\n")
        try folder.write("etc/machine-id", "0123456789abcdef0123456789abcdef\n")
        let first = try read(.noCloud)
        try folder.write("etc/machine-id", "1123456789abcdef0123456789abcdef\n")
        #expect(try !read(.noCloud).isOfSameMachine(as: first))
    }

    @Test func `a seed without an id leaves the machine's own`() throws {
        try folder.write("etc/machine-id", "0123456789abcdef0123456789abcdef\n")
        try folder.write("var/lib/cloud/seed/nocloud/meta-data", "local-hostname: box\n")
        let metadata = try read(.noCloud)
        #expect(metadata.instanceID == "0123456789abcdef0123456789abcdef" && metadata.hostname == "box")
    }

    @Test func `a volume that cannot be mounted is none`() throws {
        try folder.write("dev/disk/by-label/cidata", "no file system")
        #expect(SeedFiles(.noCloud, on: MachineFiles(root: folder.path)) == nil)
    }
}
