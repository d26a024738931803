import Host
import ImageCheck
import Installation
import Providers

/// Judges the machine as `landfall image check` does.
struct CheckImage {
    private let machine: Machine

    init(_ machine: Machine) { self.machine = machine }

    private var image: Image { Image(machine.files.root, means: .filesOnly) }

    /// The security updates that are pending, which only the package lists tell that are removed later.
    func pendingUpdates() async -> Verdict? {
        let demands = [ImageDemand].ofEveryImage.filter { $0.rule.id == Rule.securityUpdates.id }
        return await Inspection([Asker("every image", demands)]).run(on: image).first
    }

    /// - Parameter updates: What ``pendingUpdates()`` said before the lists were removed.
    /// - Throws: ``Failure`` where a rule is broken.
    func run(updates: Verdict?) async throws {
        machine.console.line("Checking the image…")
        let provider = Provider.named(machine.plan.provider.rawValue)
        let image = image
        let verdicts = await Inspection([.everybody] + (provider.map { [Asker($0)] } ?? [])).run(on: image)
        let report = InspectionReport(
            verdicts.map { $0.rule.id == updates?.rule.id ? updates ?? $0 : $0 }, of: image)
        for line in report.lines([.warn]) { machine.note(line) }
        machine.note(report.summary)
        if report.isClean { return }
        throw Failure(
            .invalidInput, "the machine is sealed, and a marketplace would not take it", details: report.lines([.fail]),
            help: "mend each of these and run `\(machine.plan.app.name)ctl seal` again")
    }
}
