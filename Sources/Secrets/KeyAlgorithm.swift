enum KeyAlgorithm: String, CaseIterable {
    case rsa2048 = "rsa-2048"
    case rsa3072 = "rsa-3072"
    case rsa4096 = "rsa-4096"
    case p256 = "p-256"
    case p384 = "p-384"
    case ed25519
}
