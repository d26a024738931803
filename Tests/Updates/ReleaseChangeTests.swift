import Installation
import Plan
import TestSupport
import Testing

@testable import Updates

/// When the data has to be copied.
@Suite struct ReleaseChangeTests {
    private static func touches(movesImages: Bool = false, _ change: (inout Plan) -> Void) -> Bool {
        let old = Plan.demo()
        var new = old
        new.app.version = "1.1.0"
        change(&new)
        var state = State()
        state.commands = old.afterStart
        return ReleaseChange(from: old, to: new, state, movesImages: movesImages).touchesData
    }

    @Test func aReleaseWithTheSameServicesTouchesNothing() {
        #expect(!Self.touches { _ in })
        #expect(!Self.touches { $0.credentials.lines = [] })
    }

    @Test func whatDecidesHowContainersRunTouchesIt() {
        #expect(Self.touches(movesImages: true) { _ in })
        #expect(Self.touches { $0.stack.services[0].image = "web:2" })
        #expect(Self.touches { $0.stack.files[0].content = .verbatim(Array("services: {}\n\n".utf8)) })
        #expect(Self.touches { $0.stack.files[1].content = .verbatim([]) })
        #expect(Self.touches { $0.environment[0].value = Template(text: "other") })
        #expect(Self.touches { $0.secrets.append(SecretSpec(name: "NEW", recipe: .hex(bytes: 8))) })
        #expect(Self.touches { $0.stack.volumes.append("more") })
    }

    @Test func aFileThatARunningServiceReadsAgainTouchesNothing() {
        var old = Plan.demo()
        old.stack.files[1].reload = ServiceCommand(service: "web", run: ["reload"])
        var new = old
        new.stack.files[1].content = .verbatim([])
        var state = State()
        state.commands = old.afterStart
        #expect(!ReleaseChange(from: old, to: new, state, movesImages: false).touchesData)
        new.stack.files[1].mode = 0o600
        #expect(ReleaseChange(from: old, to: new, state, movesImages: false).touchesData)
        #expect(ReleaseChange(from: .demo(), to: old, state, movesImages: false).touchesData)
    }

    /// Files and `.env` may have it.
    @Test func anotherDefaultTouchesIt() {
        #expect(Self.touches { $0.parameters[0].defaultValue = .value("example.com") })
        #expect(!Self.touches { $0.parameters[0].label = "The domain" })
    }

    @Test func aNewOneTimeCommandTouchesIt() {
        #expect(Self.touches { $0.afterStart.append(ServiceCommand(service: "web", run: ["convert"])) })
        #expect(!Self.touches { $0.afterStart.removeLast() })
    }

    @Test func aPlanThatCannotBeReadTouchesIt() {
        #expect(ReleaseChange(from: nil, to: .demo(), State(), movesImages: false).touchesData)
    }
}
