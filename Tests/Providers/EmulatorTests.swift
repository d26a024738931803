import Emulator
import HTTP
import Providers
import Synchronization
import TestSupport
import Testing

/// The emulated service against what the providers' documents and clients say of the real ones.
@Suite struct EmulatorTests {
    @Test(arguments: recordedProviders.map(\.id.rawValue))
    func answersEachRecordedQuestionToTheLetter(_ name: String) async throws {
        let provider = try #require(Provider.named(name))
        let exchanges = try RecordedFacts.exchanges(of: name)
        let variants = try #require(provider.recording).variants.map(\.name)
        #expect(Set(exchanges.map(\.variant)) == Set(variants))

        for variant in variants {
            try await withService(try MetadataService(provider: provider, variant: variant)) { address in
                let client = plainClient()
                for exchange in exchanges where exchange.variant == variant {
                    let headers = exchange.headers.map { ($0.key, $0.value) }
                    let response = try client.send(Request(exchange.method, address + exchange.path, headers: headers))
                    let question = "\(variant) \(exchange.method) \(exchange.path) \(exchange.headers)"
                    #expect(response.status == exchange.status, "\(question)")
                    #expect(String(decoding: response.body, as: UTF8.self) == exchange.body, "\(question)")
                    for (name, value) in exchange.responseHeaders {
                        #expect(response.headers[name.lowercased()] == value, "\(question): \(name)")
                    }
                }
            }
        }
    }

    /// Each that went on would keep a thread, of which a process has 255.
    @Test func aServiceThatNobodyHoldsEnds() async throws {
        func addressOfOneThatIsGone() async throws -> String { try await MetadataService(provider: .linode).start() }
        let address = try await addressOfOneThatIsGone()
        let client = plainClient()
        try await eventually { (try? client.send(Request("GET", address + "/v1/instance"))) == nil }
    }

    @Test func linodeTokenExpires() async throws {
        try await withService(try MetadataService(provider: .linode)) { address in
            let client = plainClient()
            func token(for seconds: String) throws -> String {
                let headers = [("Metadata-Token-Expiry-Seconds", seconds)]
                return String(
                    decoding: try client.send(Request("PUT", "\(address)/v1/token", headers: headers)).body,
                    as: UTF8.self)
            }
            func status(_ token: String) throws -> Int {
                try client.send(Request("GET", "\(address)/v1/instance", headers: [("metadata-token", token)])).status
            }
            let token = try token(for: "300")
            #expect(try status(token) == 200)
            #expect(try status("another") == 401)
            _ = try client.send(
                Request("PUT", "\(address)/v1/token", headers: [("Metadata-Token-Expiry-Seconds", "0")]))
            #expect(try status(token) == 401)
        }
    }

    @Test func aMachineOfOnesOwn() async throws {
        let service = try MetadataService(provider: .vultr, variant: "ipv4-only") { machine in
            machine.hostname = "demo.example.com"
            machine.variables = ["domain": "demo.example.com"]
        }
        try await withService(service) { address in
            var reader = MetadataReader(provider: .vultr)
            reader.baseURL = address
            reader.variableNames = ["domain", "admin_email"]
            let metadata = try reader.read()
            #expect(metadata.hostname == "demo.example.com")
            #expect(metadata.vars == ["domain": "demo.example.com"])
            #expect(
                try plainClient().send(Request("GET", "\(address)/v1/hostname")).body == Array("demo.example.com".utf8))
        }
    }

    @Test func refusesConnectionsUntilItIsUp() async throws {
        let service = try MetadataService(provider: .hetzner, faults: [Fault(.late(.milliseconds(150)))])
        let waits = try await withService(service) { address in
            let failures = Mutex<[TransferFailure]>([])
            var policy = Policy.metadata
            policy.backoff.first = .milliseconds(20)
            let client = Client(policy: policy) { attempt, _ in failures.withLock { $0.append(attempt.failure) } }
            let status = try client.send(Request("GET", "\(address)/hetzner/v1/metadata/hostname")).status
            #expect(status == 200)
            return failures.withLock { $0 }
        }
        #expect(waits.first == .refused)
    }

    @Test func unknownVariantIsNamedWithTheKnownOnes() {
        let error = #expect(throws: EmulatorError.self) { try MetadataService(provider: .hetzner, variant: "none") }
        #expect(error?.description.contains("trailing-newline") == true)
        #expect(throws: EmulatorError.self) { try MetadataService(provider: .generic) }
    }

    @Test(arguments: [
        ("503:3", Fault(.status(503), count: 3)), ("429", Fault(.status(429))), ("slow:2s", Fault(.slow(.seconds(2)))),
        ("late:300ms", Fault(.late(.milliseconds(300)))), ("reset", Fault(.reset)),
        ("garbage:1", Fault(.garbage, count: 1)),
    ])
    func readsFaults(_ text: String, _ fault: Fault) {
        #expect(Fault(text) == fault)
    }

    @Test(arguments: ["", "200", "503:0", "503:x", "slow", "slow:2", "late:-1s", "reset:", "explode"])
    func refusesOtherFaults(_ text: String) {
        #expect(Fault(text) == nil)
    }
}
