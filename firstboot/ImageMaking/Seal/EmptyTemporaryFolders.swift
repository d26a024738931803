import Host
import ImageCheck
import Installation
import Text

/// Empties /tmp and /var/tmp. If this executable was started there it stays, because later steps may call it again.
struct EmptyTemporaryFolders: ImageStep {
    let machine: Machine
    let title = "Emptying the temporary folders"

    init(_ machine: Machine) { self.machine = machine }

    func run() async throws {
        let here = try ThisProcess.executable()
        for folder in Traces.temporaryFolders {
            let real = machine.files.root.path(folder) + "/"
            try machine.files.empty(folder) { here.isWithin(real + $0) }
            if here.hasPrefix(real) { machine.note("\(here) stays, because it is running: remove it yourself") }
        }
    }
}
