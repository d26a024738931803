extension Facts {
    /// User-data: an instance's whole metadata has at most 32,000 bytes, with user-data in base64 (the API's error
    /// message). 2,000 bytes of them are left for keys.
    ///
    /// A trap: the service does not know the machine's public IPv4 address, which Oracle translates outside it. An app
    /// whose address matters has to be given a domain.
    public static let oracle = Facts(userDataLimit: 22_500)
}
