extension Facts {
    /// User-data: 32 KiB is what is generally known; no document that was read says it.
    public static let exoscale = Facts(userDataLimit: 32_768)
}
