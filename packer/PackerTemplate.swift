import Plan
import Providers

/// The folder `packer/PROVIDER`: a template that builds the plan's image.
///
/// Only what Debian's packer 1.6.6 and newer ones both accept is used. 1.6.6 does not know `required_plugins`, so that
/// block has a file of its own, which 1.6.6 is not given.
public struct PackerTemplate: Sendable {
    /// `image.pkr.hcl`
    public let image: String
    /// `plugins.pkr.hcl`
    public let plugins: String

    /// - Parameter architectures: The processors that there is a stamped binary for, as `uname -m` says them.
    public init(plan: Plan, source: PackerSource, architectures: [String]) {
        let build = ImageBuild(plan: plan, source: source)
        image = HCLDocument.render(
            [
                .comment("Builds the image of \(plan.app.title) \(plan.app.version) for \(plan.provider)."),
                .comment("Made by landfall generate: change app.yaml rather than this file."),
            ]
                + TemplateVariables.blocks(
                    plan: plan, source: source, architectures: architectures) + build.blocks)
        plugins = HCLDocument.render([
            .block(
                "packer",
                [
                    // The first that installs plugins.
                    .attribute("required_version", .string(">= 1.7.0")),
                    .block(
                        "required_plugins",
                        [
                            .attribute(
                                source.builder,
                                .map([
                                    ("version", .string(">= \(source.plugin.version)")),
                                    ("source", .string(source.plugin.source)),
                                ]))
                        ]),
                ])
        ])
    }
}
