import Plan
import Text

extension Provider {
    /// Proxmox VE, libvirt or any machine with a seed in cloud-init's NoCloud format.
    public static let noCloud = Provider(
        id: ProviderID("nocloud"), title: "NoCloud", facts: .noCloud,
        metadata: MetadataEndpoint([], path: "/seed", seed: .noCloud), markers: Seed.noCloud.markers,
        isOnRequest: true,
        recognizes: { firmware in
            firmware.noCloudOptions != nil || !firmware.markers.isDisjoint(with: Seed.noCloud.markers)
        },
        read: { source throws(MetadataError) in try NoCloudReader(source).read() },
        recording: .noCloud)
}

extension Seed {
    static let noCloud = Seed(
        path: "/seed", file: "/meta-data", labels: ["cidata", "CIDATA"],
        folders: ["/var/lib/cloud/seed/nocloud", "/var/lib/cloud/seed/nocloud-net"],
        urls: { firmware in
            let url = firmware.noCloudOptions?.lazy.compactMap { option in
                ["s=", "seedfrom="].first(where: option.hasPrefix).map { option.dropFirst($0.count) }
            }.first
            guard let url, url.hasPrefix("http://") else { return [] }
            return [String(url.hasSuffix("/") ? url.dropLast() : url)]
        })
}

extension Firmware {
    /// The options of `ds=nocloud;s=URL;h=NAME`, which the serial number or the kernel's command line has; nil without it.
    fileprivate var noCloudOptions: [Substring]? {
        let words = [dataSource].compactMap { $0 } + commandLine
        let parts = words.lazy.map { $0.split { $0 == ";" } }
        return parts.first { ["ds=nocloud", "ds=nocloud-net"].contains($0.first.map { $0.lowercased() } ?? "") }
    }
}
