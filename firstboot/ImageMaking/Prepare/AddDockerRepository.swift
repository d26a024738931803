import HTTP
import Host
import Installation

/// Adds Docker's repository to the package manager. Its key is fetched and compared with the pinned fingerprint.
struct AddDockerRepository {
    let machine: Machine
    let repository: DockerRepository
    var policy = Policy.download

    init(_ machine: Machine, _ repository: DockerRepository) {
        self.machine = machine
        self.repository = repository
    }

    func run() throws {
        let key = try fetchKey()
        let found = OpenPGPKey.primaryFingerprints(armored: key)
        // apt would trust a second key in the same file just as much.
        guard found == [repository.fingerprint] else {
            throw Failure(
                .invalidInput, "\(repository.keyURL) does not contain exactly the key that signs Docker's packages",
                details: [
                    "expected: \(repository.fingerprint)",
                    "found: \(found.isEmpty ? "none" : found.joined(separator: ", "))",
                ],
                help: "something between this machine and Docker changed it, or Docker has a new key: "
                    + "nothing was installed; get a newer release of \(machine.plan.app.title)")
        }
        try machine.files.writeWithFolders([
            .init(repository.keyPath, key, mode: 0o644),
            .init(repository.listPath, Array(repository.list.utf8), mode: 0o644),
        ])
        machine.note("\(repository.listPath): \(repository.url), key \(repository.fingerprint)")
    }

    private func fetchKey() throws -> [UInt8] {
        let response: Response
        do {
            response = try Client(policy: policy).send(Request("GET", repository.keyURL))
        } catch {
            throw Failure(
                .unavailable, "Docker's signing key cannot be fetched", details: ["\(error)"],
                help: "check that the machine reaches \(repository.keyURL), then run this again")
        }
        guard response.status == 200 else {
            throw Failure(
                .unavailable, "\(repository.keyURL) answers with status \(response.status)",
                help: "try again later; what is done stays done")
        }
        return response.body
    }
}
