import ComposeFile
import Findings
import Plan
import YAML

/// Where a compose file names the image of a service that starts.
///
/// Which processors machines may have is known only when there are programs for them, so what follows from it is found
/// later, by ``PlatformCheck``.
public struct ImageUse: Equatable, Sendable {
    public let service: String
    /// With the values of its variables.
    public let reference: String
    /// The service's `platform`, such as `linux/amd64`; nil if the machine's own is taken.
    public let platform: String?
    /// Of `platform`, else of `image`.
    let file: String
    let mark: Mark
    let length: Int

    private init?(_ service: ComposeService, in compose: ComposeProject) {
        guard compose.starts(service), let image = service.placed("image"), let name = image.node.string,
            let reference = Interpolation(name).resolved(compose.value)
        else { return nil }
        let platform = service.placed("platform")
        let place = platform ?? image
        self.service = service.name
        self.reference = reference
        self.platform = platform?.node.string.flatMap { Interpolation($0).resolved(compose.value) }
        file = place.layer.report.source.file
        mark = place.node.start
        length = place.node.lengthOnLine
    }

    static func all(in compose: ComposeProject) -> [ImageUse] {
        compose.services.compactMap { ImageUse($0, in: compose) }
    }
}
