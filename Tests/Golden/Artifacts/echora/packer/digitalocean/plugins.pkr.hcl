packer {
  required_version = ">= 1.7.0"

  required_plugins {
    digitalocean = {
      "version" = ">= 1.4.1"
      "source"  = "github.com/digitalocean/digitalocean"
    }
  }
}
