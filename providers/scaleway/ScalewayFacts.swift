extension Facts {
    /// User-data: Scaleway documents no limit. 128 KiB for a value is what its API's clients are known to keep to, so
    /// nothing is checked here.
    ///
    /// A trap: an image's own user-data key is `cloud-init`; values under other keys do not reach cloud-init.
    public static let scaleway = Facts()
}
