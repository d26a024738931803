import Plan
import Text

extension Provider {
    /// Only IMDSv2: without a token nothing is asked.
    public static let aws = Provider(
        id: ProviderID("aws"), title: "AWS", facts: .aws,
        metadata: MetadataEndpoint(
            ["http://169.254.169.254", "http://[fd00:ec2::254]"], path: "/latest", token: .aws),
        isOnRequest: true,
        recognizes: { firmware in
            if firmware.vendor == "Amazon EC2" { return true }
            // One random uuid of 4096 begins so too. Only there is the serial number the same; on older machines, the
            // first bytes of the uuid are swapped.
            let (uuid, serial) = (firmware.uuid?.lowercased() ?? "", firmware.serial?.lowercased() ?? "")
            let isSwapped = uuid.hasPrefix("2", at: 4) && uuid.hasPrefix("ec", at: 6)
            return serial.hasPrefix("ec2") && (uuid == serial || isSwapped && firmware.vendor == "Xen")
        },
        read: { source throws(MetadataError) in try AWSReader(source).read() },
        recording: .aws)
}

extension SessionToken {
    /// The longest lifetime that the service gives.
    static let aws = SessionToken(
        path: "/latest/api/token", header: "X-aws-ec2-metadata-token",
        lifetimeHeader: "X-aws-ec2-metadata-token-ttl-seconds", lifetime: 21_600)
}

extension String {
    fileprivate func hasPrefix(_ text: String, at offset: Int) -> Bool { dropFirst(offset).hasPrefix(text) }
}
