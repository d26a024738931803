import Host
import TestSupport
import Testing

@Suite struct MountTests {
    private let table = """
        22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
        30 22 8:17 / /mnt/big\\040disk rw,noexec shared:2 master:3 - xfs /dev/sdb1 rw,attr2
        31 22 0:40 / /mnt ro,nosuid - nfs4 server:/data rw
        32 22 8:33 / /mnt rw - btrfs /dev/sdc1 ro

        """

    @Test func theDeepestAndLastOneHoldsAPath() throws {
        #expect(Mount.holding("/srv/app", in: table)?.type == "ext4")
        #expect(Mount.holding("/mntx", in: table)?.point == "/")
        let disk = try #require(Mount.holding("/mnt/big disk/app", in: table))
        #expect(disk.type == "xfs" && disk.options.contains("noexec") && disk.options.contains("attr2"))
        let last = try #require(Mount.holding("/mnt", in: table))
        #expect(last.type == "btrfs" && last.options == ["rw", "ro"])
        #expect(Mount.holding("/srv", in: "nonsense\n1 2 3 - \n") == nil)
    }

    @Test func thisComputersRootIsListed() { #expect(Mount.holding("/proc/self")?.type == "proc") }
}
