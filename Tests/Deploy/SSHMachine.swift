import Foundation
import Host
import Plan
import Synchronization
import TestSupport
import Testing

@testable import Deploy

/// A machine that ssh reaches, whose program is a script that says how it was called.
final class SSHMachine: Sendable {
    let folder = TemporaryFolder()
    let systemd: StandInSystemd
    let server: LoopbackSSH
    private let said = Mutex<[String]>([])

    init() throws {
        systemd = try StandInSystemd(in: folder)
        server = try LoopbackSSH(programs: systemd.programs)
        // It waits while a file is there, and ends with the code that another one has.
        try folder.write(
            "root/usr/local/bin/democtl",
            """
            #!/bin/sh
            cd '\(folder.path)' || exit
            if [ "$1" = --version ]; then printf 'landfall first boot 1\\nDemo for All 1.4.0 for generic\\n'; exit; fi
            case $0 in *@*) printf '%s: ' "${0##*@}" >>calls ;; esac
            echo "$*" >>calls
            echo begin
            if [ "$2" = --from ]; then cat "$3"/*.gz; fi
            while [ -e hold ]; do sleep 0.05; done
            echo end
            if [ -e code ]; then exit "$(cat code)"; fi
            """, mode: 0o755)
        try publish(plan: "plan 1\n")
    }

    /// A release without a signature.
    func publish(plan: String) throws {
        try folder.write("release/demo-\(ThisProcess.architecture).gz", "program\n")
        try folder.write("release/demo-generic.plan.gz", plan)
        try folder.write("release/demo-vultr.plan.gz", "of another provider\n")
    }

    var root: String { folder.file("root") }
    var deployed: String { folder.file("root/var/lib/landfall/demo/deploy") }
    var calls: [String] { ((try? folder.read("calls")) ?? "").split(separator: "\n").map(String.init) }
    var lines: [String] { said.withLock { $0 } }
    func forget() { said.withLock { $0 = [] } }

    func remote(hostKey: String? = nil) throws -> Remote {
        let scratch = try Scratch("deploy-test", usual: folder.path)
        let ssh = try SSH(hostKey: hostKey ?? server.hostKey, identity: server.identity, in: scratch)
        return try Remote(server.host, by: ssh, root: root)
    }

    func bundle(images: String? = nil) throws -> ReleaseBundle {
        try ReleaseBundle(folder.file("release"), images: images, app: "demo")
    }

    func deploy(
        _ work: Deployment.Work? = nil, instance: String? = nil, hostKey: String? = nil, onlyShows: Bool = false
    ) async throws -> Int32 {
        let work = try work ?? .update(try bundle())
        let deployment = Deployment(of: "demo", instance: instance.flatMap(InstanceID.init), work) { line in
            self.said.withLock { $0.append(line) }
        }
        return try await deployment.run(on: try remote(hostKey: hostKey), onlyShows: onlyShows)
    }

    /// An instance's program is another name of the app's.
    func addInstance(_ id: String) throws {
        try FileManager.default.createSymbolicLink(
            atPath: root + "/usr/local/bin/democtl@\(id)", withDestinationPath: "democtl")
    }

    /// What there takes the first file that comes does it by that script; the files after it come as they should.
    func firstCopy(_ script: String) throws {
        try folder.write(
            "programs/cat",
            """
            #!/bin/sh
            if [ $# != 0 ] || ! mkdir '\(folder.path)/first' 2>/dev/null; then exec /bin/cat "$@"; fi
            \(script)
            """, mode: 0o755)
    }

    /// Only the copies of a deployment.
    func copy(patience: Double = 120, interval: Double = 15) async throws {
        let files = try bundle().files(for: ThisProcess.architecture, "generic")
        let copies = FileCopies(
            try remote(), folder: deployed, patience: patience, interval: interval
        ) { line in self.said.withLock { $0.append(line) } }
        try await copies.run(files, MachineState(["free 100000000"]))
    }

    func hold() throws { try folder.write("hold", "") }
    func letGo() throws { try FileManager.default.removeItem(atPath: folder.file("hold")) }
}
