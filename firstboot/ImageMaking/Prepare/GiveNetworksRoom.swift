import Docker
import Host
import Installation
import Plan

/// Lets Docker have thousands of networks in place of about thirty: each instance of an app has two, with the edge's.
/// Docker reads this as it starts, so it is written before Docker comes. An engine that is here already stays as its
/// owner has set it.
///
/// Docker makes networks of 65,536 and of 4,096 addresses by itself; here each gets 256 of the former's ranges.
///
/// Source: moby/moby, daemon/libnetwork/ipamutils/utils.go; dockerd(8), `default-address-pools`.
struct GiveNetworksRoom: ImageStep {
    let machine: Machine
    let title = "Giving Docker room for many networks"
    let needsRunningSystem = true

    private static let path = "/etc/docker/daemon.json"
    static let text = """
        {
          "default-address-pools": [
            { "base": "172.17.0.0/16", "size": 24 },
            { "base": "172.18.0.0/15", "size": 24 },
            { "base": "172.20.0.0/14", "size": 24 },
            { "base": "172.24.0.0/13", "size": 24 }
          ]
        }

        """

    init(_ machine: Machine) { self.machine = machine }

    func run() async throws {
        if machine.files.exists(Self.path) { return machine.note("\(Self.path) is here and stays as it is") }
        guard !DockerProgram.isInstalled else {
            return machine.note("Docker is here already: `default-address-pools` in \(Self.path) gives it more than 30")
        }
        try MachineChanges.update(on: machine) { $0.noteMissing([Self.path], machine.files) }
        try machine.files.writeWithFolders([.init(Self.path, Array(Self.text.utf8), mode: 0o644)])
        machine.note(Self.path)
    }

    /// Whether it is the engine's that stays, or an owner has written into it since.
    static func stays(_ path: String, on machine: Machine) throws -> Bool {
        guard path == Self.path else { return false }
        return try DockerProgram.isInstalled || isChanged(machine)
    }

    /// Removes it with the engine.
    static func takeBack(_ machine: Machine) throws {
        guard try MachineChanges.read(on: machine).paths.contains(path), machine.files.exists(path) else { return }
        if try isChanged(machine) { return machine.note("\(path) stays: it is no longer as it was written") }
        try machine.files.remove(path)
        machine.note(path)
    }

    private static func isChanged(_ machine: Machine) throws -> Bool {
        try machine.files.read(path) != Array(text.utf8)
    }
}
