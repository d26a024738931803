import Foundation
import TestSupport
import Testing

@testable import Backups

/// How an exchange of data is taken back, whatever a power cut has left of it.
@Suite struct TakeBackTests {
    private let folder = TemporaryFolder()

    private func exchange() -> Exchange {
        Exchange(
            backup: "test", [Exchange.Place(live: folder.file("data"), new: folder.file(".data.new"), volume: nil)],
            at: "20260101T000000Z")
    }

    @Test func whatWasInUseStaysWhereTheCopyWasLostAndNothingWasPutAside() async throws {
        try folder.write("data/file", "mine")
        let exchange = exchange()
        try await exchange.takeBack()
        try exchange.discardNew()
        #expect(try folder.read("data/file") == "mine")
    }

    @Test(arguments: [0, 1, 2])
    func eachMomentOfItIsTakenBack(moves: Int) async throws {
        try folder.write("data/file", "mine")
        try folder.write(".data.new/file", "new")
        let exchange = exchange()
        let old = exchange.places[0].old
        if moves > 0 { try FileManager.default.moveItem(atPath: folder.file("data"), toPath: old) }
        if moves > 1 { try FileManager.default.moveItem(atPath: folder.file(".data.new"), toPath: folder.file("data")) }
        for _ in 0..<2 { try await exchange.takeBack() }
        try exchange.discardNew()
        #expect(try folder.read("data/file") == "mine")
        #expect(!FileManager.default.fileExists(atPath: old))
        #expect(!FileManager.default.fileExists(atPath: folder.file(".data.new")))
    }
}
