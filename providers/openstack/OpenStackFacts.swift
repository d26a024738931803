extension Facts {
    /// User-data: 65,535 bytes in base64 (Nova's documentation), which are 49,149 bytes of text.
    ///
    /// A trap: an app's parameters may come as properties of the server (`openstack server create --property`).
    public static let openStack = Facts(userDataLimit: 49_149)
}
