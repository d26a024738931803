import Foundation

/// `systemd-run` and `systemctl` as `landfall deploy` uses them, where no systemd runs. Scripts/test-machine has the real
/// ones.
public struct StandInSystemd: Sendable {
    private let folder: TemporaryFolder
    /// With both programs.
    public var programs: String { folder.file("programs") }

    public init(in folder: TemporaryFolder) throws {
        self.folder = folder
        try FileManager.default.createDirectory(atPath: folder.file("units"), withIntermediateDirectories: true)
        try folder.write(
            "programs/systemctl",
            """
            #!/bin/sh
            units=\(folder.file("units"))
            for unit; do :; done
            process=$(cat "$units/$unit" 2>/dev/null)
            [ -n "$process" ] && kill -0 "$process" 2>/dev/null || process=0
            case "$*" in
            "show --property=Version") [ ! -e "$units/none" ] ;;
            "show --property=MainPID --value "*) echo "$process" ;;
            "is-active "*) if [ "$process" = 0 ]; then echo inactive; exit 3; else echo active; fi ;;
            *) exit 64 ;;
            esac
            """, mode: 0o755)
        try folder.write(
            "programs/systemd-run",
            """
            #!/bin/sh
            while [ "$1" != -- ]; do
                case $1 in
                --unit=*) unit=${1#*=} ;;
                --property=StandardOutput=append:*) log=${1#*append:} ;;
                esac
                shift
            done
            shift
            setsid "$@" >>"$log" 2>&1 </dev/null &
            echo $! >"\(folder.file("units"))/$unit"
            """, mode: 0o755)
    }

    /// Ends a unit with all its processes, as a power cut does.
    public func killUnits() throws {
        for unit in try FileManager.default.contentsOfDirectory(atPath: folder.file("units")) {
            guard let process = Int32(try folder.read("units/\(unit)").filter(\.isNumber)) else { continue }
            kill(-process, SIGKILL)
        }
    }

    /// From now on it seems not to run.
    public func remove() throws { try folder.write("units/none", "") }
}
