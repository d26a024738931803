import Plan
import Providers

/// The folder `packer/PROVIDER`: a template that builds the plan's image.
///
/// It uses only what both Debian's packer 1.6.6 and newer versions accept. 1.6.6 does not know `required_plugins`, so
/// that block has its own file, which is left out for 1.6.6.
public struct PackerTemplate: Sendable {
    /// `image.pkr.hcl`
    public let image: String
    /// `plugins.pkr.hcl`
    public let plugins: String

    /// - Parameter architectures: The processors for which there is a stamped binary.
    public init(plan: Plan, image options: ImageOptions, source: PackerSource, architectures: [Architecture]) {
        let build = ImageBuild(plan: plan, source: source)
        image = HCLDocument.render(
            [
                .comment("Builds the image of \(plan.app.title) \(plan.app.version) for \(plan.provider)."),
                .comment("Made by landfall generate: change app.yaml, not this file."),
            ]
                + TemplateVariables.blocks(
                    plan: plan, options, source: source, architectures: architectures) + build.blocks)
        plugins = HCLDocument.render([
            .block(
                "packer",
                [
                    // The first version that installs plugins.
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
