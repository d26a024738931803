extension Facts {
    /// User-data: 32 KiB (Hetzner Cloud API, "Create a Server").
    public static let hetzner = Facts(userDataLimit: 32_768)
}
