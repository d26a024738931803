# Builds the image of Echora Chat 1.4.0 for hetzner.
# Made by landfall generate: change app.yaml rather than this file.

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
  description = "The machine that the image is built on, which is also its smallest."
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
  description = "The operating system's image that the build starts from."
  type        = string
  default     = "ubuntu-24.04"
}

variable "snapshot_name" {
  description = "What the image is called."
  type        = string
  default     = "echora-1.4.0"

  validation {
    condition     = length(var.snapshot_name) > 0
    error_message = "Give snapshot_name a value."
  }
}

variable "architecture" {
  description = "The machine's processor, as uname -m says it."
  type        = string
  default     = "x86_64"

  validation {
    condition     = contains(["x86_64", "aarch64"], var.architecture)
    error_message = "Use x86_64 or aarch64."
  }
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
  app     = "echora"
  title   = "Echora Chat"
  version = "1.4.0"
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
    "version" = local.version
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

  provisioner "shell" {
    inline = [
      "install -m 0755 /tmp/echoractl /usr/local/bin/echoractl",
      "rm -f /tmp/echoractl",
      "/usr/local/bin/echoractl prepare --image",
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
    }
  }
}
