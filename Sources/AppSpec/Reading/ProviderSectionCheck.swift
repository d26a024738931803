import Findings
import Plan
import Providers
import Shapes
import Text
import YAML

/// Holds the sections under `providers` to what each cloud rents out, before anything is paid for.
///
/// The lists get old: a name that is not on them and could be one is a warning, one that no cloud would give is an
/// error.
struct ProviderSectionCheck {
    let app: App
    let requires: Requirements
    let report: Reporter

    func run(_ root: Node) {
        for section in root["providers"]?.entries ?? [] {
            guard let provider = Provider.named(section.name), let offering = provider.facts.offering,
                let source = provider.facts.packer
            else { continue }
            let options = section.value
            checkRegions(options, provider, offering)
            checkImage(options["image"], provider, offering, source)
            if let plan = options["plan"] { checkPlan(plan, provider, offering, source) }
            checkSize(options["plan"] ?? section.key, options["plan"]?.string, provider, offering, source)
            checkSnapshotName(root["version"] ?? section.key, provider, offering)
        }
    }

    private func checkRegions(_ options: Node, _ provider: Provider, _ offering: Offering) {
        if let region = options["region"] { check(region, "region", offering.regions, provider) }
        guard let list = options["copy_to"], let copies = list.sequence, !copies.isEmpty else { return }
        guard offering.copiesSnapshots else {
            return report.error(
                "\(provider.title) copies no snapshots", at: list,
                help: "remove `copy_to`: a snapshot is at hand in every region of the account there")
        }
        for region in copies { check(region, "region", offering.regions, provider) }
    }

    /// A name that is not known; see ``Offering``.
    ///
    /// - Parameter isFit: Whether a known name is one to suggest.
    private func check(
        _ node: Node, _ what: String, _ names: Offering.Names, _ provider: Provider,
        suggesting isFit: (String) -> Bool = { _ in true }
    ) {
        guard let name = node.string, !names.known.contains(name), TextRule.slug.matches(name) else { return }
        let help = Suggestion.help(for: name, among: names.known.filter(isFit), what: "known \(what)")
        if names.couldBe(name) {
            report.warning(
                "Landfall does not know \(provider.title)'s \(what) `\(name)`", at: node,
                help: help + "; a new \(what) works all the same")
        } else {
            report.error("`\(name)` cannot be a \(what) of \(provider.title)'s", at: node, help: help)
        }
    }

    /// A plan for another processor would need other images and another first-boot program, so none is suggested.
    private func checkPlan(_ node: Node, _ provider: Provider, _ offering: Offering, _ source: PackerSource) {
        guard let name = node.string else { return }
        if let successor = offering.former[name] {
            return report.warning(
                "\(provider.title) no longer offers the plan `\(name)`", at: node,
                help: "write `\(successor)`, which took its place")
        }
        let processor = source.architecture(ofMachineType: name)
        check(node, "plan", offering.machineTypes, provider) { source.architecture(ofMachineType: $0) == processor }
    }

    private func checkImage(_ node: Node?, _ provider: Provider, _ offering: Offering, _ source: PackerSource) {
        guard let node, let name = node.string, source.images[name] == nil, TextRule.slug.matches(name) else { return }
        let ids = source.images.values.compactMap { image -> String? in
            switch image.id {
            case .string(let id): id
            case .number(let id): String(id)
            default: nil
            }
        }
        if ids.contains(name) { return }
        let help = Suggestion.help(for: name, among: source.images.keys.sorted(), what: "known image")
        if offering.images.couldBe(name) {
            report.warning(
                "Landfall does not know \(provider.title)'s image `\(name)`", at: node,
                help: help + "; another one is handed on as it is, and must be a Debian or Ubuntu that `prepare` knows")
        } else {
            report.error("`\(name)` cannot be an image of \(provider.title)'s", at: node, help: help)
        }
    }

    private func checkSize(
        _ node: Node, _ given: String?, _ provider: Provider, _ offering: Offering, _ source: PackerSource
    ) {
        guard let machineType = given ?? source.defaultMachineType, let size = offering.size(of: machineType) else {
            return
        }
        let subject = "\(provider.title)'s plan `\(machineType)`" + (given == nil ? ", the default," : "")
        let processor = source.architecture(ofMachineType: machineType)
        let smallest = offering.smallestMachineType(
            cpus: requires.cpus, memory: requires.memory, disk: requires.disk,
            where: { source.architecture(ofMachineType: $0) == processor })
        let advice =
            smallest.map { "the smallest known plan with enough is `\($0.machineType)`" } ?? "no known plan has enough"
        if size.cpus < requires.cpus {
            report.error(
                "\(subject) has \(size.cpus) CPUs, and the app requires \(requires.cpus)", at: node,
                help: "\(advice); or lower `requires.cpus`")
        }
        for (what, has, wants) in [("memory", size.memory, requires.memory), ("disk", size.disk, requires.disk)]
        where has < wants {
            report.error(
                "\(subject) has \(Self.text(has)) of \(what), and the app requires \(Self.text(wants))", at: node,
                help: "\(advice); or lower `requires.\(what)`")
        }
        guard given != nil, offering.keepsDiskSize, requires.memory > 0, requires.disk > 0, size.disk >= requires.disk,
            let smallest, smallest.size.disk < size.disk
        else { return }
        report.warning(
            "an image built on `\(machineType)` starts only where the disk has at least \(Self.text(size.disk))",
            at: node,
            help:
                "build it on `\(smallest.machineType)`, which has all that the app requires, and it starts on every larger plan"
        )
    }

    /// `landfall build` puts the inputs' digest behind the name, since some clouds take each name once.
    private func checkSnapshotName(_ node: Node, _ provider: Provider, _ offering: Offering) {
        let count = app.snapshotName.count + 1 + App.digestDigits
        guard count > offering.snapshotNameLimit else { return }
        report.error(
            "the image's name, NAME-VERSION-\(String(repeating: "x", count: App.digestDigits)), has \(count) characters, "
                + "and \(provider.title) takes \(offering.snapshotNameLimit)",
            at: node, help: "shorten the version or the name")
    }

    private static func text(_ bytes: Int64) -> String {
        bytes % (1 << 30) == 0 ? "\(bytes >> 30) GiB" : "\(bytes >> 20) MiB"
    }
}
