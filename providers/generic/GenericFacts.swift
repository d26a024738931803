import Plan

extension Facts {
    /// Nothing carries user-data here, so nothing limits it.
    ///
    /// Packer: qemu boots a distribution's cloud image (addresses read 2026-07) without a seed disk. The SMBIOS serial
    /// number makes cloud-init choose NoCloud; an SMBIOS string of type 11 is a systemd credential (systemd 252 or
    /// newer) that becomes root's authorized key, so that no password is ever set. Ubuntu 22.04's systemd is older.
    public static let generic = Facts(
        userDataLimit: nil,
        deploymentScript: .installer,
        packer: PackerSource(
            builder: "qemu",
            plugin: .init(source: "github.com/hashicorp/qemu", version: "1.1.4"),
            defaultImage: "debian-13",
            images: [
                "debian-13": debian("trixie", release: 13),
                "debian-12": debian("bookworm", release: 12),
                "ubuntu-24.04": .init(
                    .string(ubuntuImages + "ubuntu-24.04-server-cloudimg-\(processor).img"),
                    checksum: "file:" + ubuntuImages + "SHA256SUMS"),
            ],
            variables: [
                .init("image_checksum", "The image's checksum, as `sha256:…` or `file:URL`.", .imageChecksum),
                .init(
                    "qemu_binary",
                    "The emulator, or a program that calls it with its own options; empty for the architecture's.",
                    .value(.string(""))),
                .init(
                    "firmware", "The firmware of an arm64 machine (Debian's package qemu-efi-aarch64).",
                    .value(.string("/usr/share/qemu-efi-aarch64/QEMU_EFI.fd"))),
                .init("disk_size", "The disk's size, with its unit.", .requiredDisk),
                .init("accelerator", "kvm, or tcg if the host has no virtualisation.", .value(.string("kvm"))),
                .init(
                    "ssh_private_key_file", "The key that Packer logs in with; its public half is NAME.pub beside it.",
                    .value(.string("~/.ssh/id_ed25519")),
                    rule: .init(
                        .call("fileexists", [publicKey]),
                        "There is no such key, or no NAME.pub beside it: make one with ssh-keygen -t ed25519, or set "
                            + "ssh_private_key_file.")),
                .init(
                    "output_directory", "The folder for the disk; must not exist yet.",
                    .value(.string("output-qemu"))),
            ],
            attributes: qemuAttributes))

    /// Stands in an image's address for the processor's name, `amd64` or `arm64`.
    private static let processor = "PROCESSOR"

    private static func byProcessor(_ amd64: HCLValue, _ arm64: HCLValue) -> HCLValue {
        .choice(
            .comparison(.variable("architecture"), .equal, .string(Architecture.arm64.rawValue)), then: arm64,
            otherwise: amd64)
    }

    private static let ubuntuImages = "https://cloud-images.ubuntu.com/releases/24.04/release/"

    private static func debian(_ codename: String, release: Int) -> PackerSource.BaseImage {
        let folder = "https://cloud.debian.org/images/cloud/\(codename)/latest/"
        return .init(
            .string(folder + "debian-\(release)-genericcloud-\(processor).qcow2"),
            checksum: "file:" + folder + "SHA512SUMS")
    }

    /// Without `disk_discard` the emulator would ignore what `seal` trims, and the file would keep removed blocks.
    private static let qemuAttributes: [(name: HCLName, value: HCLValue)] = [
        (
            "iso_url",
            .call(
                "replace",
                [
                    .variable("image"), .string(processor),
                    byProcessor(.string(Architecture.amd64.imageName), .string(Architecture.arm64.imageName)),
                ])
        ),
        ("iso_checksum", .variable("image_checksum")),
        ("disk_image", .bool(true)),
        ("disk_size", .variable("disk_size")),
        ("disk_discard", .string("unmap")),
        ("format", .string("qcow2")),
        ("vm_name", .interpolated([.variable("snapshot_name"), .string(".qcow2")])),
        ("output_directory", .variable("output_directory")),
        ("accelerator", .variable("accelerator")),
        (
            "qemu_binary",
            .choice(
                .comparison(.variable("qemu_binary"), .equal, .string("")),
                then: .interpolated([.string("qemu-system-"), .variable("architecture")]),
                otherwise: .variable("qemu_binary"))
        ),
        ("machine_type", byProcessor(.string("pc"), .string("virt"))),
        ("memory", .number(2048)),
        ("headless", .bool(true)),
        (
            "qemuargs",
            .list([
                smbios(type: 1, .string("serial=ds=nocloud")), smbios(type: 11, rootKey),
                // The board for arm64 has no firmware and no usable processor of its own; packer 1.6.6 has no setting for
                // either.
                .list([.string("-bios"), byProcessor(.string("bios-256k.bin"), .variable("firmware"))]),
                .list([.string("-cpu"), byProcessor(.string("qemu64"), ownOrAny)]),
            ])
        ),
        ("shutdown_command", .string("shutdown -P now")),
        ("ssh_username", .string("root")),
        ("ssh_private_key_file", privateKey),
        ("ssh_timeout", .string("15m")),
    ]

    private static let ownOrAny = HCLValue.choice(
        .comparison(.variable("accelerator"), .equal, .string("tcg")), then: .string("max"), otherwise: .string("host"))

    private static let publicKey = HCLValue.interpolated([privateKey, .string(".pub")])
    private static let privateKey = HCLValue.call("pathexpand", [.variable("ssh_private_key_file")])

    /// Base64, because a comma would end the option's value.
    private static let rootKey = HCLValue.interpolated([
        .string("value=io.systemd.credential.binary:ssh.authorized_keys.root="),
        .call("base64encode", [.call("file", [publicKey])]),
    ])

    private static func smbios(type: Int, _ value: HCLValue) -> HCLValue {
        .list([.string("-smbios"), .interpolated([.string("type=\(type),"), value])])
    }
}
