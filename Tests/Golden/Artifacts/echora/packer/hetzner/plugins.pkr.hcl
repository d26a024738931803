packer {
  required_version = ">= 1.7.0"

  required_plugins {
    hcloud = {
      "version" = ">= 1.7.2"
      "source"  = "github.com/hetznercloud/hcloud"
    }
  }
}
