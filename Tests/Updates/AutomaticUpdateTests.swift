import Foundation
import Host
import Installation
import Plan
import TestSupport
import Testing

@testable import Updates

/// Updates by themselves, as far as they decide whether there is something to do. ``StepwiseUpdateTests`` has one.
@Suite struct AutomaticUpdateTests {
    private typealias Window = AutomaticUpdate.Window

    private static func at(_ time: String) -> Timestamp { Timestamp(iso8601: "2026-03-01T\(time):00Z")! }

    @Test func aWindowIsAPartOfTheDayInUTC() throws {
        let night = try #require(Window("03:00-05:00"))
        #expect(night.contains(Self.at("03:00")) && night.contains(Self.at("04:59")))
        #expect(!night.contains(Self.at("02:59")) && !night.contains(Self.at("05:00")))
        let midnight = try #require(Window("23:00-01:30"))
        #expect(midnight.contains(Self.at("23:30")) && midnight.contains(Self.at("01:29")))
        #expect(!midnight.contains(Self.at("22:59")) && !midnight.contains(Self.at("01:30")))
    }

    @Test(arguments: [
        "", "3-5", "03:00", "03:00-04:59", "03:00-03:00", "24:00-02:00", "03:60-05:00", "03:00-05:00-07:00",
    ])
    func whatIsNoWindowOrTooShortIsRefused(text: String) { #expect(Window(text) == nil) }

    private let folder = TemporaryFolder()

    private func machine(_ version: String = "1.4.0", keys: [String] = ["key"]) -> Machine {
        var plan = Plan.demo("generic")
        plan.app.version = version
        plan.release = Release(url: "https://127.0.0.1:1/demo")
        plan.release?.keys = keys
        return Machine(plan, root: folder.file("root"))
    }

    private func write(_ name: String, _ text: String) throws {
        try folder.write("root/var/lib/landfall/demo/\(name).json", text, mode: 0o600)
    }

    @Test func onlyTheOwnerTurnsThemOnAndOff() throws {
        #expect(AutomaticUpdate.line(on: machine()) == nil && AutomaticUpdate.standing(on: machine()) == nil)
        #expect(throws: Failure.self) { try AutomaticUpdate(machine()).turnOn(between: "03:00-05:00") }
        try write("state", "{}")
        #expect(throws: Failure.self) { try AutomaticUpdate(machine()).turnOn(between: "03:00-04:00") }
        #expect(throws: Failure.self) { try AutomaticUpdate(machine(keys: [])).turnOn(between: "03:00-05:00") }
        try AutomaticUpdate(machine()).turnOn(between: "03:00-05:00")
        #expect(AutomaticUpdate.line(on: machine())?.contains("between 03:00-05:00 UTC") == true)
        #expect(mode(of: folder.file("root/var/lib/landfall/demo/auto.json")) == 0o600)
        try AutomaticUpdate(machine()).turnOff()
        #expect(AutomaticUpdate.line(on: machine()) == nil)
        try UpdateNotice(machine()).set(isOff: true)
        #expect(throws: Failure.self) { try AutomaticUpdate(machine()).turnOn(between: "03:00-05:00") }
    }

    @Test func whatCameOfItIsTold() throws {
        func line(_ tried: String, _ version: String = "1.4.0") throws -> String? {
            try write(
                "auto", #"{"format": 1, "between": "03:00-05:00", "tried": {"version": "1.5.0", "at": 1000\#(tried)}}"#)
            return AutomaticUpdate.line(on: machine(version))
        }
        #expect(try line("", "1.5.0") == "1.5.0 was put in by itself at 1970-01-01T00:16:40Z")
        #expect(try line("")?.contains("it failed, and the release before is back") == true)
        #expect(try line(#", "why": "no room""#)?.contains("at 1970-01-01T00:16:40Z: no room; `journalctl") == true)
    }

    /// What is due is tried, and fails here because nobody has installed the program; what is not due is not.
    @Test func nothingIsTriedOutsideTheWindowOrTwice() async throws {
        try write("notice", #"{"format": 1, "isOff": false, "version": "1.5.0"}"#)
        func tries(at time: String, _ tried: String = "") async throws -> Bool {
            try write("auto", #"{"format": 1, "between": "03:00-05:00"\#(tried)}"#)
            do {
                try await AutomaticUpdate(machine()).run(at: Self.at(time))
                return false
            } catch { return true }
        }
        func earlier(_ version: String, hours: Double, _ why: String) -> String {
            let at = Self.at("04:00").seconds - hours * 3600
            return #", "tried": {"version": "\#(version)", "at": \#(at)\#(why)}"#
        }
        #expect(try await tries(at: "04:00"))
        #expect(try await !tries(at: "06:00"))
        #expect(try await !tries(at: "04:00", earlier("1.5.0", hours: 300, "")))
        #expect(try await !tries(at: "04:00", earlier("1.5.0", hours: 1, #", "why": "no room""#)))
        #expect(try await tries(at: "04:00", earlier("1.5.0", hours: 24, #", "why": "no room""#)))
        #expect(try await tries(at: "04:00", earlier("1.4.5", hours: 300, "")))
        #expect(try folder.read("root/var/lib/landfall/demo/auto.json").contains("\"why\""))
        try write("notice", #"{"format": 1, "isOff": false, "version": "1.4.0"}"#)
        #expect(try await !tries(at: "04:00"))
    }

    @Test func whatTheOwnerHasGoneBackFromIsForTheOwner() async throws {
        try write("notice", #"{"format": 1, "isOff": false, "version": "1.5.0"}"#)
        try write("auto", #"{"format": 1, "between": "03:00-05:00"}"#)
        try AutomaticUpdate(machine()).leave("1.5.0", at: Self.at("03:30"))
        try await AutomaticUpdate(machine()).run(at: Self.at("04:00"))
        #expect(AutomaticUpdate.line(on: machine())?.contains("gone back from it") == true)
        // Also where it was turned on only then.
        try write("auto", #"{"format": 1, "between": "03:00-05:00"}"#)
        try write(
            "releases/releases",
            #"{"format": 1, "releases": [{"id": "a", "version": "1.5.0", "until": 1, "images": {}, "data": []}]}"#
        )
        try await AutomaticUpdate(machine()).run(at: Self.at("04:00"))
    }
}
