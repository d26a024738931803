import Foundation
import VirtualMachine

/// The results of a run of virtual machines.
public struct VirtualReport: Encodable, Sendable {
    public struct Boot: Encodable, Sendable {
        /// What this boot was: "first boot", "power cut at the step stack", "after the power cut", "reboot", "clone".
        public var name: String
        public var phases: [Timeline.Phase]
        /// Seconds from power-on until the credentials were on the console; nil if they were not expected.
        public var credentials: Double?

        /// Seconds between two of its phases.
        func time(from start: String, to end: String) -> Double? {
            guard let one = phases.first(where: { $0.name == start }),
                let other = phases.first(where: { $0.name == end })
            else { return nil }
            return other.at - one.at
        }
    }

    public struct Check: Encodable, Sendable {
        public var name: String
        public var holds: Bool
    }

    public var provider: String
    public var delivery: String
    /// As `uname -m` names it.
    public var processor: String
    /// "hardware" or "emulation".
    public var acceleration: String
    /// How long the disk took to make, in seconds; nil if it was kept from an earlier run.
    public var preparation: Double?
    public var boots: [Boot] = []
    /// How long the update took, in seconds, from the command to its end; nil without one.
    public var update: Double?
    public var checks: [Check] = []
    public var comparison: Comparison?

    public var holds: Bool { checks.allSatisfy(\.holds) }

    mutating func check(_ name: String, _ holds: Bool) { checks.append(Check(name: name, holds: holds)) }

    public var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        // It has only strings and numbers, so encoding cannot fail.
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
}
