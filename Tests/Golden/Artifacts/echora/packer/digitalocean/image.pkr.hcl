# Builds the image of Echora Chat 1.4.0 for digitalocean.
# Made by landfall generate: change app.yaml, not this file.

variable "api_token" {
  description = "The API token: a token that may read and write droplets, snapshots and keys."
  type        = string
  default     = env("DIGITALOCEAN_TOKEN")
  sensitive   = true

  validation {
    condition     = length(var.api_token) > 0
    error_message = "Set DIGITALOCEAN_TOKEN to a token that may read and write droplets, snapshots and keys."
  }
}

variable "plan" {
  description = "The build machine's size, which is also the smallest for the image."
  type        = string
  default     = "s-1vcpu-1gb"

  validation {
    condition     = length(var.plan) > 0
    error_message = "Give plan a value."
  }
}

variable "region" {
  description = "Where the image is built."
  type        = string
  default     = "nyc3"

  validation {
    condition     = length(var.region) > 0
    error_message = "Give region a value."
  }
}

variable "image" {
  description = "The operating system image to start from."
  type        = string
  default     = "ubuntu-24-04-x64"
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
  default     = "echora-digitalocean.manifest.json"

  validation {
    condition     = length(var.manifest) > 0
    error_message = "Give manifest a value."
  }
}

variable "snapshot_regions" {
  description = "Further regions for copies of the snapshot."
  type        = list(string)
  default     = []
}

locals {
  app     = "echora"
  title   = "Echora Chat"
  version = "1.4.0"
}

source "digitalocean" "image" {
  api_token        = var.api_token
  region           = var.region
  size             = var.plan
  image            = var.image
  droplet_name     = "packer-${local.app}"
  tags             = ["landfall", local.app]
  snapshot_name    = var.snapshot_name
  snapshot_regions = var.snapshot_regions
  ssh_username     = "root"
  ssh_timeout      = "10m"
  state_timeout    = "15m"
  snapshot_timeout = "60m"
}

build {
  name    = "echora"
  sources = ["source.digitalocean.image"]

  provisioner "shell" {
    inline           = ["timeout 900 cloud-init status --wait"]
    valid_exit_codes = [0, 2]
    timeout          = "20m"
  }

  provisioner "file" {
    source      = "${path.root}/../../firstboot/echora-digitalocean-${var.architecture}"
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
      "provider" = "digitalocean"
      "snapshot" = var.snapshot_name
      "inputs"   = var.input_digest
    }
  }
}
