import Plan
import Providers
import TestSupport
import Testing

@testable import Installation

/// What people, and what certificates, reach the machine by.
@Suite struct AddressTests {
    @Test(arguments: [
        ("203.0.113.7", "2001:db8::7", "10.0.2.15", "203.0.113.7", "203.0.113.7"),
        (nil, "2001:db8::7", "10.0.2.15", "[2001:db8::7]", "2001:db8::7"),
        (nil, nil, "10.0.2.15", "10.0.2.15", "10.0.2.15"),
        (nil, nil, nil, "box", "box"),
    ])
    func theBestAddress(
        publicIPv4: String?, publicIPv6: String?, privateIPv4: String?, address: String, bare: String
    ) throws {
        var metadata = Metadata(provider: Provider.generic.id, instanceID: "i", hostname: "box")
        metadata.publicIPv4 = publicIPv4
        metadata.publicIPv6 = publicIPv6
        metadata.privateIPv4s = [privateIPv4].compactMap { $0 }
        let values = Values(plan: .demo(), metadata: metadata, parameters: [:], secrets: [:])
        #expect(try values.render(Template([.machine(.address)])) == address)
        #expect(try values.render(Template([.machine(.bareAddress)])) == bare)
        #expect(values.isReachable)
    }

    /// cloud-init's stand-in names an interface of the machine itself.
    @Test(arguments: ["localhost.localdomain", "box.localhost", "Localhost.LocalDomain"])
    func aNameOfTheMachineForItselfIsNoAddress(name: String) throws {
        let metadata = Metadata(provider: Provider.generic.id, instanceID: "i", hostname: name)
        let values = Values(plan: .demo(), metadata: metadata, parameters: [:], secrets: [:])
        #expect(try values.render(Template([.machine(.address)])) == "localhost")
        #expect(!values.isReachable)
    }
}
