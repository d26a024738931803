import Providers

extension PackerSource {
    /// The same image, built on a machine that runs already: Packer's `null` builder makes nothing and logs in by ssh, so
    /// that the provisioners can be tried without the provider and its plugin.
    ///
    /// - Parameters:
    ///   - host: Where its sshd listens on port 22.
    ///   - key: The path of a private key with which root may log in.
    public func onMachine(host: String, key: String) -> PackerSource {
        var source = self
        source.builder = "null"
        source.token = nil
        source.attributes = [
            ("ssh_host", .string(GoTemplate.literal(host))), ("ssh_username", .string("root")),
            ("ssh_private_key_file", .string(GoTemplate.literal(key))),
        ]
        return source
    }
}
