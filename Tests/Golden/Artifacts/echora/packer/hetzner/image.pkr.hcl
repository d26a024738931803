# Builds the image of Echora Chat 1.4.0 for hetzner.
# Made by landfall generate: change app.yaml, not this file.

variable "token" {
  description = "The API token: a project's token that may read and write."
  type        = string
  default     = env("HCLOUD_TOKEN")
  sensitive   = true

  validation {
    condition     = length(var.token) > 0
    error_message = "Set HCLOUD_TOKEN to a project's token that may read and write."
  }
}

variable "plan" {
  description = "The build machine's size, which is also the smallest for the image."
  type        = string
  default     = "cx23"

  validation {
    condition     = length(var.plan) > 0
    error_message = "Give plan a value."
  }
}

variable "region" {
  description = "Where the image is built."
  type        = string
  default     = "fsn1"

  validation {
    condition     = length(var.region) > 0
    error_message = "Give region a value."
  }
}

variable "image" {
  description = "The operating system image to start from."
  type        = string
  default     = "ubuntu-24.04"
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
  default     = "echora-hetzner.manifest.json"

  validation {
    condition     = length(var.manifest) > 0
    error_message = "Give manifest a value."
  }
}

locals {
  app           = "echora"
  title         = "Echora Chat"
  version       = "1.4.0"
  label_version = "1.4.0"
}

source "hcloud" "image" {
  token         = var.token
  location      = var.region
  server_type   = var.plan
  image         = var.image
  server_name   = "packer-${local.app}"
  snapshot_name = var.snapshot_name
  snapshot_labels = {
    "app"     = local.app
    "version" = local.label_version
    "inputs"  = var.input_digest
    "made-by" = "landfall"
  }
  ssh_username = "root"
  ssh_timeout  = "10m"
}

build {
  name    = "echora"
  sources = ["source.hcloud.image"]

  provisioner "shell" {
    inline           = ["timeout 900 cloud-init status --wait"]
    valid_exit_codes = [0, 2]
    timeout          = "20m"
  }

  provisioner "file" {
    source      = "${path.root}/../../firstboot/echora-hetzner-${var.architecture}"
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
      "provider" = "hetzner"
      "snapshot" = var.snapshot_name
      "inputs"   = var.input_digest
    }
  }
}
