import Foundation
import Host
import Plan
import VirtualMachine

/// How long this computer's virtual machines usually take, kept between runs.
struct UsualTimes: Sendable {
    /// What is timed.
    enum Work: String {
        /// Making the disk.
        case disk
        /// From power-on to the credentials.
        case boot
    }

    private let file: String
    /// What makes two runs comparable.
    private let kind: String
    private let acceleration: Acceleration
    private let processor: Architecture

    init(
        in folder: String = BaseDisk.cacheFolder, app: String, _ delivery: Delivery, _ acceleration: Acceleration,
        _ processor: Architecture = .here
    ) {
        file = folder + "/usual-times.json"
        kind = "\(app) \(delivery.rawValue) \(acceleration)" + (processor == .here ? "" : " \(processor.rawValue)")
        self.processor = processor
        self.acceleration = acceleration
    }

    private var all: [String: Double] {
        guard let bytes = try? Files(.system).read(file) else { return [:] }
        return (try? JSONDecoder().decode([String: Double].self, from: Data(bytes))) ?? [:]
    }

    /// The last time, or else Echora's time from docs/benchmarks.md.
    subscript(work: Work) -> Duration {
        if let seconds = all["\(kind) \(work)"] { return .seconds(seconds) }
        return switch (work, acceleration) {
        case (.disk, .hardware): .seconds(60)
        case (.disk, .emulation): .seconds(200)
        case (.boot, .hardware): .seconds(25)
        case (.boot, .emulation): .seconds(processor == .amd64 ? 75 : 150)
        }
    }

    /// It is not important: if it cannot be kept, the next run estimates as this one did.
    func record(_ work: Work, _ time: Duration) {
        var all = all
        all["\(kind) \(work)"] = time / .seconds(1)
        guard let data = try? JSONEncoder().encode(all) else { return }
        try? Files(.system).createFolderIfMissing((file as NSString).deletingLastPathComponent)
        Files(.system).overwrite(file, [UInt8](data))
    }
}
