packer {
  required_plugins {
    hcloud = {
      "version" = ">= 1.7.2"
      "source"  = "github.com/hetznercloud/hcloud"
    }
  }
}
