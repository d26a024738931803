import Host
import ImageCheck
import Installation
import Providers

/// Runs the rules of `landfall image check` on the machine.
struct CheckImage {
    private let machine: Machine

    init(_ machine: Machine) { self.machine = machine }

    private var image: Image { Image(machine.files.root, means: .filesOnly) }

    /// The pending security updates. Only the package lists know them, and a later step removes those.
    func pendingUpdates() async -> Verdict? {
        let demands = [ImageDemand].ofEveryImage.filter { $0.rule.id == Rule.securityUpdates.id }
        return await Inspection([RuleSet("every image", demands)]).run(on: image).first
    }

    /// - Parameter updates: The result of ``pendingUpdates()`` from before the lists were removed.
    /// - Throws: ``Failure`` if a rule is broken.
    func run(updates: Verdict?) async throws {
        machine.console.line("Checking the image…")
        let provider = Provider.named(machine.plan.provider.rawValue)
        let image = image
        let verdicts = await Inspection([.everyImage] + (provider.map { [RuleSet($0)] } ?? [])).run(on: image)
        let report = InspectionReport(
            verdicts.map { $0.rule.id == updates?.rule.id ? updates ?? $0 : $0 }, of: image)
        for line in report.lines([.warn]) { machine.note(line) }
        machine.note(report.summary)
        if report.isClean { return }
        throw Failure(
            .invalidInput, "the machine is sealed, but a marketplace would refuse it", details: report.lines([.fail]),
            help: "fix each of these and run `\(machine.command) seal` again")
    }
}
