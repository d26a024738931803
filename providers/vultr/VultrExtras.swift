extension ImageExtras {
    /// Without the kernel option, cloud-init does not recognise Vultr's machines whose firmware does not name Vultr
    /// (cloud-init's ds-identify; Vultr's docs on marketplace images, read 2026-07).
    static let vultr = ImageExtras(kernelOptions: ["vultr"])
}
