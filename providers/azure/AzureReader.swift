import Plan

/// Azure's `/metadata/instance`.
struct AzureReader {
    let source: MetadataSource

    init(_ source: MetadataSource) { self.source = source }

    func read() throws(MetadataError) -> Metadata {
        let document = try source.json("/metadata/instance?api-version=2021-08-01&extended=true")
        return Self.decode(document, instanceID: try source.require(document["compute"]["vmId"].word, "compute.vmId"))
    }

    static func decode(_ document: Document, instanceID: String) -> Metadata {
        let compute = document["compute"]
        var metadata = Metadata(
            provider: Provider.azure.id, instanceID: instanceID,
            hostname: compute["osProfile"]["computerName"].word ?? compute["name"].word,
            otherwise: "vm-\(instanceID.prefix(8))")
        metadata.region = compute["location"].word
        metadata.zone = compute["zone"].word
        metadata.sshKeys = compute["publicKeys"].elements.compactMap { $0["keyData"].word }
        metadata.tags = compute["tagsList"].elements.compactMap { tag in
            tag["name"].word.map { "\($0)=\(tag["value"].word ?? "")" }
        }
        metadata.userData = UserData.text(compute["userData"].content.map { Array($0.utf8) })
        for interface in document["network"]["interface"].elements {
            let ipv4s = interface["ipv4"]["ipAddress"].elements
            metadata.publicIPv4 =
                metadata.publicIPv4 ?? ipv4s.lazy.compactMap { Address.ipv4($0["publicIpAddress"].word) }.first
            metadata.addPrivate(ipv4s.map { $0["privateIpAddress"].word })
            // An IPv6 address is not translated, though it is called private.
            let ipv6s = interface["ipv6"]["ipAddress"].elements.flatMap {
                [$0["publicIpAddress"].word, $0["privateIpAddress"].word]
            }
            metadata.publicIPv6 =
                metadata.publicIPv6 ?? ipv6s.lazy.compactMap(Address.ipv6).first { !Address.isPrivate($0) }
            guard let mac = interface["macAddress"].word.map(colons) else { continue }
            if metadata.macs.public == nil {
                metadata.macs.public = mac
            } else {
                metadata.macs.private.append(mac)
            }
        }
        return metadata
    }

    /// `000D3A047598` as `00:0d:3a:04:75:98`.
    private static func colons(_ mac: String) -> String {
        var text = ""
        for (index, character) in mac.lowercased().enumerated() {
            if index > 0 && index % 2 == 0 { text += ":" }
            text.append(character)
        }
        return text
    }
}
