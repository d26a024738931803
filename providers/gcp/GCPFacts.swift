extension Facts {
    /// User-data: 262,144 bytes for a metadata value (the Compute API's `Items`).
    ///
    /// A trap: user-data is the metadata key `user-data`, which only images with cloud-init read; Google's own images of
    /// Debian have none and run `startup-script` instead.
    public static let gcp = Facts(userDataLimit: 262_144)
}
