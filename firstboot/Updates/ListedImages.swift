import Docker
import Host
import Installation
import Plan
import Release
import Text

/// The images of a release, as its signed list has them, against those that the engine has got.
enum ListedImages {
    /// - Parameter waiting: The ids of images that get their names only at the exchange.
    /// - Throws: ``Failure`` that names the first image which is another one.
    static func require(_ images: [ReleaseList.Image], of plan: Plan, waiting: [String: String]) throws {
        let engine = try DockerEngine()
        for image in images where plan.stack.pinnedImages.contains(image.reference) {
            guard let found = try engine.image(waiting[image.reference] ?? image.reference), !isOne(found, image) else {
                continue
            }
            throw Failure(
                .invalidInput, "the image \(image.reference) is not the one that the release was signed with",
                details: [
                    "signed: "
                        + ([image.digest].compactMap(\.self) + image.configurations.values.sorted())
                        .joined(separator: ", "),
                    "here: \(found.digests?.first ?? found.id)",
                ],
                help:
                    "the app runs as it did; if no container uses that image, `docker image rm \(image.reference)`; or put an "
                    + "archive of the right one into the folder of `--from`; and ask the publisher which one is right")
        }
    }

    /// Also where nothing can be compared: a digest in a registry says nothing of an archive's image.
    static func isOne(_ found: EngineImage, _ listed: ReleaseList.Image) -> Bool {
        let digests = (found.digests ?? []).compactMap { $0.split(separator: "@").last.map(String.init) }
        // containerd's store calls an image by its manifest.
        let isByConfiguration = !digests.contains(found.id)
        if let digest = listed.digest, !digests.isEmpty { return digests.contains(digest) }
        if isByConfiguration, !listed.configurations.isEmpty { return listed.configurations.values.contains(found.id) }
        return true
    }
}
