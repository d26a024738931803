import Gzip
import Host
import Installation
import Plan
import Release
import Source
import Stamp

/// The program of a release for this machine's provider and processor, put together from the two files that it comes as.
struct ReleaseProgram {
    private let folder: ReleaseFolder
    private let program: String
    private let plan: String
    private let stamped: String

    /// The most that a file of a folder that root has named may expand to, in bytes.
    private static let limit = 1 << 28

    /// - Parameter installed: The plan of this machine.
    init(_ installed: Plan, in folder: ReleaseFolder) {
        let files = ProgramFiles(app: installed.app.name)
        self.folder = folder
        program = files.program(ThisProcess.architecture)
        plan = files.plan(installed.provider)
        stamped = files.stamped(installed.provider, ThisProcess.architecture)
    }

    /// Verifies both files and what they make.
    ///
    /// - Parameters:
    ///   - list: Of the release; verified.
    ///   - trust: Whose keys the plan has to name.
    /// - Throws: ``ReleaseRefusal`` if anything is not what the list says; ``Failure`` if it cannot be had.
    func signed(_ list: ReleaseList, _ trust: Trust) throws -> ([UInt8], Plan) {
        let whole = try list.program(stamped)
        let bytes = try part(program, of: list, limit: whole.size) + part(plan, of: list, limit: whole.size)
        try whole.check(size: bytes.count, sha256: SHA256.hex(bytes))
        guard let read = try Stamp.read(bytes) else { throw ReleaseRefusal.mixed(stamped, Stamp.absence) }
        try trust.check(read, of: list, file: plan)
        return (bytes, read)
    }

    private func part(_ name: String, of list: ReleaseList, limit: Int) throws -> [UInt8] {
        let file = try list.file(name)
        // A little more than it should have, so that another release's is called that.
        guard let packed = try folder.read(name, limit: file.size + 1 << 20) else { throw ReleaseRefusal.noFile(name) }
        try file.check(size: packed.count, sha256: SHA256.hex(packed))
        guard let bytes = Gzip.expand(packed, limit: limit) else {
            throw ReleaseRefusal.mixed(name, "it does not unpack to a part of \(stamped)")
        }
        return bytes
    }

    /// What a folder of this machine has without a signature: the two files, or the program as it runs.
    ///
    /// - Throws: ``Failure`` if it has neither, or something else under these names.
    func unsigned() throws -> ([UInt8], Plan) {
        for place in ["", "firstboot/"] {
            let bytes: [UInt8]
            if let whole = try folder.read(place + stamped, limit: Self.limit) {
                bytes = whole
            } else if let first = try unpacked(place + program), let second = try unpacked(place + plan) {
                bytes = first + second
            } else {
                continue
            }
            guard let read = try Stamp.read(bytes) else {
                throw Failure(.invalidInput, "\(folder.place)/\(place)\(stamped): \(Stamp.absence)")
            }
            return (bytes, read)
        }
        throw Failure(
            .usage, "\(folder.place) has no \(program) and \(plan)", help: "give the folder that has them: --from DIR")
    }

    private func unpacked(_ name: String) throws -> [UInt8]? {
        guard let packed = try folder.read(name, limit: Self.limit) else { return nil }
        guard let bytes = Gzip.expand(packed, limit: Self.limit) else {
            throw Failure(
                .invalidInput, "\(folder.place)/\(name) is damaged or cut off", help: "copy the release there again")
        }
        return bytes
    }
}
