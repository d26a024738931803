extension Facts {
    /// User-data: 16,384 bytes after base64 decoding, as the API's own error message says.
    public static let linode = Facts(userDataLimit: 16_384)
}
