extension Facts {
    /// User-data: 64 KiB of plain text (DigitalOcean's OpenAPI, `droplet_create.yml`).
    public static let digitalOcean = Facts(userDataLimit: 65_536)
}
