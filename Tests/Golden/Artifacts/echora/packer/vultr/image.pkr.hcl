# Builds the image of Echora Chat 1.4.0 for vultr.
# Made by landfall generate: change app.yaml rather than this file.

variable "api_key" {
  description = "The API token: an API key whose access control allows this machine's address."
  type        = string
  default     = env("VULTR_API_KEY")
  sensitive   = true

  validation {
    condition     = length(var.api_key) > 0
    error_message = "Set VULTR_API_KEY to an API key whose access control allows this machine's address."
  }
}

variable "plan" {
  description = "The machine that the image is built on, which is also its smallest."
  type        = string
  default     = "vc2-1c-1gb"

  validation {
    condition     = length(var.plan) > 0
    error_message = "Give plan a value."
  }
}

variable "region" {
  description = "Where the image is built."
  type        = string
  default     = "ewr"

  validation {
    condition     = length(var.region) > 0
    error_message = "Give region a value."
  }
}

variable "image" {
  description = "The operating system's image that the build starts from."
  type        = number
  default     = 2284
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
  default     = "echora-vultr.manifest.json"

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

source "vultr" "image" {
  api_key              = var.api_key
  region_id            = var.region
  plan_id              = var.plan
  os_id                = var.image
  instance_label       = "packer-${local.app}"
  hostname             = "packer-${local.app}"
  tags                 = ["landfall", local.app]
  snapshot_description = var.snapshot_name
  ssh_username         = "root"
  ssh_timeout          = "15m"
  state_timeout        = "45m"
}

build {
  name    = "echora"
  sources = ["source.vultr.image"]

  provisioner "shell" {
    inline           = ["timeout 900 cloud-init status --wait"]
    valid_exit_codes = [0, 2]
    timeout          = "20m"
  }

  provisioner "file" {
    source      = "${path.root}/../../firstboot/echora-vultr-${var.architecture}"
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
      "provider" = "vultr"
    }
  }
}
