import AppSpec
import Artifacts
import Foundation
import Plan
import Providers
import TestSupport
import Testing

@testable import Simulation

@Suite struct OwnerInputTests {
    private static let emitted = """
        #cloud-config
        # Echora Chat 1.4.0: paste this as the user-data of a new machine.
        write_files:
          - path: /etc/echora/parameters.yaml
            content: |
              # Domain name (hostname, optional)
              # domain: chat.example.com

              # The administrator (required)
              admin_email: ""
          - path: /var/lib/cloud/scripts/per-boot/echora-install
            content: |
              domain: "not this one"

        """

    @Test func fillsInEachParameterOnce() throws {
        let filled = try OwnerInput.filled(Self.emitted, ["domain": "a\"b", "admin_email": "me@example.com"])
        #expect(filled.contains("      domain: \"a\\\"b\"\n"))
        #expect(filled.contains("      admin_email: \"me@example.com\"\n"))
        #expect(filled.contains("      domain: \"not this one\"\n"))
        #expect(filled.contains("# Domain name (hostname, optional)"))
        #expect(!filled.contains("# domain:"))
    }

    @Test func nothingGivenChangesNothing() throws {
        #expect(try OwnerInput.filled(Self.emitted, [:]) == Self.emitted)
        #expect(try OwnerInput.userData([:], for: App(name: "a", title: "A", version: "1")) == nil)
    }

    @Test func valuesForAnImageAreAFile() throws {
        let text = try OwnerInput.userData(["b": "2", "a": "x: y"], for: App(name: "app", title: "A", version: "1"))
        #expect(
            text == """
                #cloud-config
                write_files:
                  - path: /etc/app/parameters.yaml
                    permissions: "0600"
                    content: |
                      a: "x: y"
                      b: "2"

                """)
    }
}

@Suite struct MarketplaceTests {
    /// The order form asks for what Vultr's names allow; the rest comes by the owner's user-data.
    @Test func valuesGoWhereTheMarketplaceTakesThem() throws {
        var simulation = try Self.simulation(.vendorData)
        simulation.parameters = ["domain": "chat.example.com", "Upper": "1"]
        let emitted = try EmittedFiles(simulation)
        let marketplace = try #require(emitted.marketplace)
        #expect(marketplace.variables == ["domain": "chat.example.com"])
        #expect(marketplace.vendorData.hasPrefix("#cloud-config\n"))
        #expect(marketplace.vendorData.contains("/var/lib/cloud/scripts/per-boot/echora-install"))
        #expect(try emitted.userData()?.contains("Upper: \"1\"") == true)
        #expect(try EmittedFiles(Self.simulation(.cloudInit)).marketplace == nil)
    }

    private static func simulation(_ delivery: Delivery) throws -> VirtualSimulation {
        let path = Golden.repository.appendingPathComponent("examples/echora/app.yaml").path
        let folder = TemporaryFolder()
        try folder.write("firstboot", Executables.plain())
        return VirtualSimulation(
            try #require(Compiler.compile(path: path).spec), .vultr, delivery,
            executable: try Executable(path: folder.file("firstboot")), ports: try PortMap([]))
    }
}

@Suite struct PowerCutTests {
    @Test(arguments: Step.allCases) func isAStep(_ step: Step) { #expect(PowerCut(step.rawValue) == .step(step)) }

    @Test func isATime() {
        #expect(PowerCut("40s") == .time(40))
        #expect(PowerCut("7") == .time(7))
    }

    @Test(arguments: ["", "0", "-3", "s", "soon", "4m", "Stack"]) func orNothing(_ text: String) {
        #expect(PowerCut(text) == nil)
    }
}

@Suite struct MachineFactsTests {
    private func facts(id: String, key: String, secret: String, screen: String = "") -> MachineFacts {
        MachineFacts([
            "", "== landfall: machine-id", id, "", "== landfall: host-keys", "ssh-ed25519 \(key) root@web-1",
            "== landfall: secrets", "{\"values\": {\"PASSWORD\": \"\(secret)\"}}",
            "== landfall: credentials", "Echora Chat 1.4.0", "", "URL:       https://192.0.2.1",
            "Password:  \(secret)", "== landfall: status", "echora: done since 2026-11-21", "== landfall: screen",
            screen,
        ])
    }

    @Test func twoMachinesShareNothing() {
        let one = facts(id: "a", key: "K1", secret: "s1")
        #expect(one.isSetUp)
        #expect(one.shared(with: facts(id: "b", key: "K2", secret: "s2")).isEmpty)
        #expect(one.shared(with: facts(id: "a", key: "K2", secret: "s2")) == ["machine-id"])
        #expect(one.shared(with: facts(id: "b", key: "K1", secret: "s2")) == ["an ssh host key"])
        #expect(one.shared(with: facts(id: "b", key: "K2", secret: "s1")) == ["the secret PASSWORD"])
    }

    @Test func credentialsAreReadOffTheScreen() {
        let screen = "URL:       https://192.0.2.1     Password:  s1        web-1 login: "
        #expect(facts(id: "a", key: "K", secret: "s1", screen: screen).areCredentialsOnScreen)
        #expect(!facts(id: "a", key: "K", secret: "s2", screen: screen).areCredentialsOnScreen)
        #expect(facts(id: "a", key: "K", secret: "s1", screen: screen).areCredentialsOnScreenOnce)
        #expect(!facts(id: "a", key: "K", secret: "s1", screen: screen + screen).areCredentialsOnScreenOnce)
        #expect(!MachineFacts([]).areCredentialsOnScreen)
        #expect(!MachineFacts([]).isSetUp)
    }
}

@Suite struct SignsTests {
    @Test func whatTheDiskLacksIsSaid() {
        var signs = Signs()
        signs.hear("Booting from Hard Disk...")
        #expect(signs.help.contains("no Linux kernel came up on the serial console"))
        signs.hear("[    0.000000] Linux version 6.12")
        #expect(signs.help.contains("the disk seems to have no cloud-init"))
        signs.hear("[   12.0] cloud-init[400]: Cloud-init v. 25.1.4 running 'init-local'")
        #expect(signs.help.isEmpty)
    }
}

@Suite struct ComparisonTests {
    @Test func tellsWhatIsAdded() {
        let comparison = Comparison(landfall: 66.64, plainCompose: 64)
        #expect(
            comparison.text == "From a working network to a ready app: 66.6 s; plain Docker Compose needs 64.0 s. "
                + "Landfall adds 4.1 %.")
    }
}
