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
            // The uuid is in upper or lower case, and on some machines its first bytes are swapped.
            let uuid = firmware.uuid?.lowercased() ?? ""
            let isSwapped = uuid.hasPrefix("2", at: 4) && uuid.hasPrefix("ec", at: 6)
            return firmware.vendor == "Amazon EC2" || uuid.hasPrefix("ec2") || isSwapped && firmware.vendor == "Xen"
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
