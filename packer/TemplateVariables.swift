import Plan
import Providers

/// What the person who runs Packer can change.
enum TemplateVariables {
    private static let string = HCLValue.reference(["string"])

    static func blocks(
        plan: Plan, _ options: ImageOptions, source: PackerSource, architectures: [Architecture]
    ) -> [HCLItem] {
        let image = baseImage(named: options.image ?? source.defaultImage, source: source)
        var blocks: [HCLItem] = []
        if let token = source.token { blocks.append(tokenVariable(token)) }
        if let machineType = options.plan ?? source.defaultMachineType {
            blocks.append(
                filled("plan", "The build machine's size, which is also the smallest for the image.", machineType))
        }
        if let region = options.region ?? source.defaultRegion {
            blocks.append(filled("region", "Where the image is built.", region))
        }
        blocks.append(
            variable("image", "The operating system image to start from.", image.type, image.base.id))
        blocks.append(filled("snapshot_name", "The image's name.", plan.app.snapshotName))
        let processor = source.architecture(ofMachineType: options.plan, among: architectures)
        blocks.append(architectureVariable(processor, stamped: architectures))
        blocks.append(
            variable(
                "images", "A folder of image archives (docker save) to load before images are pulled.", string,
                .string("")))
        blocks.append(
            variable(
                "input_digest", "How landfall build recognises the image; empty if Packer is run by hand.",
                string, .string("")))
        blocks.append(
            filled(
                "manifest", "The file that records what was built.", "\(plan.app.name)-\(plan.provider).manifest.json"))
        return blocks
            + source.variables.map { extra in
                switch extra.initial {
                case .value(let value):
                    variable(
                        extra.name, extra.description, extra.type, value,
                        extra.rule.map { [validation($0.condition, $0.message)] } ?? [])
                case .copyRegions:
                    variable(
                        extra.name, extra.description, extra.type, .list(options.copyRegions.map(HCLValue.string)))
                case .requiredDisk: filled(extra.name, extra.description, "\(requiredMebibytes(plan))M")
                case .imageChecksum: filled(extra.name, extra.description, image.base.checksum ?? "")
                }
            }
    }

    /// One of the provider's known images, or the id that the publisher gave.
    private static func baseImage(
        named name: String, source: PackerSource
    ) -> (base: PackerSource.BaseImage, type: HCLValue) {
        let base = source.images[name] ?? .init(Int(name).map(HCLValue.number) ?? .string(name))
        if case .number = base.id { return (base, .reference(["number"])) }
        return (base, string)
    }

    private static func tokenVariable(_ token: PackerSource.Token) -> HCLItem {
        .block(
            "variable", labels: [token.field],
            [
                .attribute("description", .string("The API token: \(token.rights).")),
                .attribute("type", string),
                .attribute("default", .call("env", [.string(token.environment)])),
                .attribute("sensitive", .bool(true)),
                isFilled(token.field, "Set \(token.environment) to \(token.rights)."),
            ])
    }

    /// Only processors with a stamped first-boot binary can be chosen.
    private static func architectureVariable(_ architecture: Architecture, stamped: [Architecture]) -> HCLItem {
        variable(
            "architecture", "The machine's processor, as in uname -m.", string,
            .string(architecture.rawValue),
            [
                validation(
                    .call("contains", [.list(stamped.map { .string($0.rawValue) }), .variable("architecture")]),
                    "There is a first-boot binary only for \(stamped.map(\.rawValue).joined(separator: " and ")).")
            ])
    }

    private static func filled(_ name: HCLName, _ description: String, _ value: String) -> HCLItem {
        variable(name, description, string, .string(value), [isFilled(name, "Give \(name) a value.")])
    }

    private static func variable(
        _ name: HCLName, _ description: String, _ type: HCLValue, _ value: HCLValue, _ more: [HCLItem] = []
    ) -> HCLItem {
        .block(
            "variable", labels: [name],
            [
                .attribute("description", .string(description)),
                .attribute("type", type),
                .attribute("default", value),
            ] + more)
    }

    private static func isFilled(_ name: HCLName, _ message: String) -> HCLItem {
        validation(.comparison(.call("length", [.variable(name)]), .greater, .number(0)), message)
    }

    private static func validation(_ condition: HCLValue, _ message: String) -> HCLItem {
        .block(
            "validation", [.attribute("condition", condition), .attribute("error_message", .string(message))])
    }

    /// Room for the system if app.yaml does not say how much the app needs.
    private static func requiredMebibytes(_ plan: Plan) -> Int64 {
        plan.requires.disk > 0 ? plan.requires.disk >> 20 : 10_240
    }
}
