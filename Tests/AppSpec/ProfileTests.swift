import TestSupport
import Testing

@testable import AppSpec

/// Services with profiles, and which of them a machine has to wait for.
@Suite struct ProfileTests {
    private static let compose = """
        services:
          web: { image: "web:1" }
          vpn: { image: "vpn:1", profiles: [private] }
        """

    private func mayBeOff(_ app: String) throws -> [Bool?] {
        let project = try Project(compose: Self.compose, app: app)
        return try #require(project.compile().spec).stack.services.map(\.mayBeOff)
    }

    @Test func `a service whose profile is off, or is chosen on the machine, may be off there`() throws {
        #expect(try mayBeOff("settle: 1s") == [nil, true])
        let choice = """
            parameters: { way: { type: choice, label: Way, options: [public, private], default: public } }
            env: { COMPOSE_PROFILES: "{{ parameters.way }}" }
            """
        #expect(try mayBeOff(choice) == [nil, true])
    }

    @Test func `a service whose profile is on starts in any case`() throws {
        #expect(try mayBeOff("env: { COMPOSE_PROFILES: private }") == [nil, nil])
    }
}
