import Glibc
import HTTP
import Host
import Plan
import Providers

/// Reads what the cloud says about this machine.
package struct ReadMetadata {
    package let machine: Machine
    package let provider: Provider

    package init(_ machine: Machine, of provider: Provider) {
        self.machine = machine
        self.provider = provider
    }

    /// - Parameter patiently: Whether to wait for a service that does not answer yet.
    /// - Returns: nil if there is no answer and the caller did not want to wait.
    package func run(patiently: Bool) throws -> Metadata? {
        if !machine.files.root.isSystem, machine.metadataURL == nil, !provider.metadataURLs.isEmpty {
            // The reachable metadata service is about this computer, not about the machine in that folder.
            if !patiently { return nil }
            throw Failure(
                .usage, "no metadata service is given for the machine in \(machine.files.root.prefix)",
                help: "add --metadata-url URL; `landfall metadata serve` starts one")
        }
        var reader = MetadataReader(provider: provider)
        reader.baseURL = machine.metadataURL
        reader.machine = machine.machineFiles
        reader.variableNames = machine.plan.parameters.map(\.name)
        if !patiently { reader.policy = .once }
        let console = machine.console
        let clock = Stopwatch()
        reader.onWait = { attempt, _ in
            console.waiting("the metadata service: \(attempt.failure)", seconds: Int(clock.seconds))
        }
        do {
            let metadata = try reader.read()
            // Standard output may carry the result of `metadata --json`.
            for line in metadata.notes { Console(descriptor: STDERR_FILENO).line("note: \(line)") }
            return metadata
        } catch {
            if !patiently && error.isTransient { return nil }
            throw Failure(error)
        }
    }
}

extension Failure {
    package init(_ error: MetadataError) {
        let lines = error.description.split(separator: "\n").map(String.init)
        let help =
            switch error {
            case .wrongMachine: String?.none
            case .unavailable:
                "check that the machine's network is up, and run this again; nothing is lost"
            case .unexpected, .incomplete:
                "please report it with the line above: Landfall does not know this answer of the provider"
            }
        let code: ExitCode =
            switch error {
            case .wrongMachine: .wrongMachine
            case .unavailable: .unavailable
            case .unexpected, .incomplete: .unavailable
            }
        self.init(code, lines[0], details: Array(lines.dropFirst()), help: help)
    }
}
