extension Facts {
    /// User-data: 16 KiB before base64 (EC2's API, `RequestLaunchTemplateData`).
    ///
    /// A trap: with the usual hop limit of 1, the answer to a request for a token ends at the machine itself, and a
    /// container gets none. The first-boot program is not in one.
    public static let aws = Facts(userDataLimit: 16_384)
}
