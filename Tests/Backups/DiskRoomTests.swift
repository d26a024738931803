import Host
import Installation
import Plan
import TestSupport
import Testing

@testable import Backups

/// What is said where there is too little room.
@Suite struct DiskRoomTests {
    private let folder = TemporaryFolder()
    private let machine = Machine(.demo())

    @Test func theMessageListsWhatTheRoomIsFor() throws {
        var room = DiskRoom(machine)
        try room.add(1 << 50, for: "images", at: folder.path)
        try room.add(0, for: "nothing", at: folder.path)
        // Is made later, on the same file system.
        try room.add(1 << 49, for: "the repository", at: folder.file("not/yet"))
        try room.add(1 << 49, for: "the repository", at: folder.path)
        let shortages = try room.shortages()
        #expect(shortages.count == 1)
        #expect(shortages.first?.hasPrefix("\(folder.path): up to 2251.7 TB and a reserve of ") == true, "\(shortages)")
        #expect(shortages.first?.hasSuffix(" (images 1125.8 TB, the repository 1125.8 TB)") == true, "\(shortages)")
    }

    @Test func whatIsNeededLaterIsNotAddedToWhatIsNeededBefore() throws {
        var (before, after) = (DiskRoom(machine), DiskRoom(machine))
        try before.add(1 << 50, for: "copies", at: folder.path)
        try after.add(1 << 49, for: "data", at: folder.path)
        for room in [before.orLater(after), after.orLater(before)] {
            let shortages = try room.shortages()
            #expect(shortages.count == 1 && shortages.first?.hasSuffix(" (copies 1125.8 TB)") == true, "\(shortages)")
        }
    }

    @Test func whatFitsIsNoShortage() throws {
        var room = DiskRoom(machine)
        try room.add(0, for: "nothing", at: folder.path)
        let free = try Files(.system).freeSpace(at: folder.path)
        #expect(try room.shortages().isEmpty == (free >= DiskRoom.reserve))
    }
}
