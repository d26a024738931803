extension Facts {
    /// User-data: 64 KiB in base64 is what is generally known; no document that was read says it. That is 48 KiB of text.
    ///
    /// A trap: Azure has custom data, which cloud-init reads from a disk at the first boot, and user-data, which the
    /// service gives and cloud-init reads if there is no custom data. Use user-data: the first-boot program reads no
    /// other.
    public static let azure = Facts(userDataLimit: 49_152)
}
