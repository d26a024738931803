# Builds the image of Echora Chat 1.4.0 for generic.
# Made by landfall generate: change app.yaml, not this file.

variable "image" {
  description = "The operating system image to start from."
  type        = string
  default     = "https://cloud.debian.org/images/cloud/trixie/latest/debian-13-genericcloud-PROCESSOR.qcow2"
}

variable "snapshot_name" {
  description = "The image's name."
  type        = string
  default     = "echora-1.4.0"

  validation {
    condition     = length(var.snapshot_name) > 0
    error_message = "Give snapshot_name a value."
  }
}

variable "architecture" {
  description = "The machine's processor, as in uname -m."
  type        = string
  default     = "x86_64"

  validation {
    condition     = contains(["aarch64", "x86_64"], var.architecture)
    error_message = "There is a first-boot binary only for aarch64 and x86_64."
  }
}

variable "images" {
  description = "A folder of image archives (docker save) to load before images are pulled."
  type        = string
  default     = ""
}

variable "input_digest" {
  description = "How landfall build recognises the image; empty if Packer is run by hand."
  type        = string
  default     = ""
}

variable "manifest" {
  description = "The file that records what was built."
  type        = string
  default     = "echora-generic.manifest.json"

  validation {
    condition     = length(var.manifest) > 0
    error_message = "Give manifest a value."
  }
}

variable "image_checksum" {
  description = "The image's checksum, as `sha256:…` or `file:URL`."
  type        = string
  default     = "file:https://cloud.debian.org/images/cloud/trixie/latest/SHA512SUMS"

  validation {
    condition     = length(var.image_checksum) > 0
    error_message = "Give image_checksum a value."
  }
}

variable "qemu_binary" {
  description = "The emulator, or a program that calls it with its own options; empty for the architecture's."
  type        = string
  default     = ""
}

variable "firmware" {
  description = "The firmware of an arm64 machine (Debian's package qemu-efi-aarch64)."
  type        = string
  default     = "/usr/share/qemu-efi-aarch64/QEMU_EFI.fd"
}

variable "disk_size" {
  description = "The disk's size, with its unit."
  type        = string
  default     = "10240M"

  validation {
    condition     = length(var.disk_size) > 0
    error_message = "Give disk_size a value."
  }
}

variable "accelerator" {
  description = "kvm, or tcg if the host has no virtualisation."
  type        = string
  default     = "kvm"
}

variable "ssh_private_key_file" {
  description = "The key that Packer logs in with; its public half is NAME.pub beside it."
  type        = string
  default     = "~/.ssh/id_ed25519"

  validation {
    condition     = fileexists("${pathexpand(var.ssh_private_key_file)}.pub")
    error_message = "There is no such key, or no NAME.pub beside it: make one with ssh-keygen -t ed25519, or set ssh_private_key_file."
  }
}

variable "output_directory" {
  description = "The folder for the disk; must not exist yet."
  type        = string
  default     = "output-qemu"
}

locals {
  app     = "echora"
  title   = "Echora Chat"
  version = "1.4.0"
}

source "qemu" "image" {
  iso_url          = replace(var.image, "PROCESSOR", var.architecture == "aarch64" ? "arm64" : "amd64")
  iso_checksum     = var.image_checksum
  disk_image       = true
  disk_size        = var.disk_size
  disk_discard     = "unmap"
  format           = "qcow2"
  vm_name          = "${var.snapshot_name}.qcow2"
  output_directory = var.output_directory
  accelerator      = var.accelerator
  qemu_binary      = var.qemu_binary == "" ? "qemu-system-${var.architecture}" : var.qemu_binary
  machine_type     = var.architecture == "aarch64" ? "virt" : "pc"
  memory           = 2048
  headless         = true
  qemuargs = [
    ["-smbios", "type=1,serial=ds=nocloud"],
    [
      "-smbios",
      "type=11,value=io.systemd.credential.binary:ssh.authorized_keys.root=${base64encode(file("${pathexpand(var.ssh_private_key_file)}.pub"))}",
    ],
    ["-bios", var.architecture == "aarch64" ? var.firmware : "bios-256k.bin"],
    [
      "-cpu",
      var.architecture == "aarch64" ? var.accelerator == "tcg" ? "max" : "host" : "qemu64",
    ],
  ]
  shutdown_command     = "shutdown -P now"
  ssh_username         = "root"
  ssh_private_key_file = pathexpand(var.ssh_private_key_file)
  ssh_timeout          = "15m"
}

build {
  name    = "echora"
  sources = ["source.qemu.image"]

  provisioner "shell" {
    inline           = ["timeout 900 cloud-init status --wait"]
    valid_exit_codes = [0, 2]
    timeout          = "20m"
  }

  provisioner "file" {
    source      = "${path.root}/../../firstboot/echora-generic-${var.architecture}"
    destination = "/tmp/echoractl"
    timeout     = "10m"
  }

  dynamic "provisioner" {
    for_each = var.images == "" ? [] : [var.images]
    labels   = ["shell"]

    content {
      inline = ["install -d -m 0700 /var/tmp/echora-images"]
    }
  }

  dynamic "provisioner" {
    for_each = var.images == "" ? [] : [var.images]
    labels   = ["file"]

    content {
      source      = "${var.images}/"
      destination = "/var/tmp/echora-images"
    }
  }

  provisioner "shell" {
    inline = [
      "install -m 0755 /tmp/echoractl /usr/local/bin/echoractl",
      "rm -f /tmp/echoractl",
      "/usr/local/bin/echoractl prepare --image${var.images == "" ? "" : " --images /var/tmp/echora-images"}",
      "rm -rf /var/tmp/echora-images",
    ]
    timeout = "60m"
  }

  provisioner "shell" {
    inline  = ["/usr/local/bin/echoractl seal"]
    timeout = "20m"
  }

  post-processor "manifest" {
    output     = var.manifest
    strip_path = true
    custom_data = {
      "app"      = local.app
      "version"  = local.version
      "provider" = "generic"
      "snapshot" = var.snapshot_name
      "inputs"   = var.input_digest
    }
  }
}
