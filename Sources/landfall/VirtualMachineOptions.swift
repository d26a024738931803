import ArgumentParser

/// The options of `landfall simulate --vm`.
struct VirtualMachineOptions: ParsableArguments {
    @Flag(help: "Boot a virtual machine: a real kernel, systemd, cloud-init and Docker, on the sealed image.")
    var vm = false

    @Option(
        help: "With --vm: the disk to start from, any cloud image in qcow2 or raw; otherwise a Debian 13 is made.",
        completion: .file(extensions: ["qcow2", "img", "raw"]))
    var base: String?

    @Option(help: "With --vm: a folder of `docker save`'s archives to put into the image.", completion: .directory)
    var images: String?

    @Option(help: "With --vm: write a picture of the web console there, when the credentials are on it.")
    var screenshot: String?

    @Option(
        help: ArgumentHelp(
            "With --vm: cut the power that many seconds after power-on, and switch on again.", valueName: "seconds"))
    var powerCutAt: Int?

    @Option(help: ArgumentHelp("With --vm: the machine's memory.", valueName: "MiB"))
    var memory: Int?

    @Option(help: "With --vm: the machine's processors; one under emulation.")
    var cpus = 1

    @Option(help: ArgumentHelp("With --vm: the size of its disk.", valueName: "GiB"))
    var disk: Int?

    @Option(help: ArgumentHelp("With --vm: how long a boot may take.", valueName: "minutes"))
    var within = 20

    /// - Throws: ValidationError where an option of --vm comes without it, or is out of range.
    func validate() throws {
        let given: [(String, Bool)] = [
            ("--base", base != nil), ("--images", images != nil), ("--screenshot", screenshot != nil),
            ("--power-cut-at", powerCutAt != nil), ("--memory", memory != nil), ("--disk", disk != nil),
        ]
        if !vm, let name = given.first(where: \.1)?.0 {
            throw ValidationError("\(name) is for a virtual machine: put --vm before it")
        }
        let least: [(String, Int?, Int)] = [
            ("--memory", memory, 256), ("--cpus", cpus, 1), ("--disk", disk, 1), ("--within", within, 1),
            ("--power-cut-at", powerCutAt, 1),
        ]
        for (name, value, minimum) in least {
            if let value, value < minimum { throw ValidationError("\(name) must be \(minimum) or more") }
        }
    }
}
