packer {
  required_plugins {
    digitalocean = {
      "version" = ">= 1.4.1"
      "source"  = "github.com/digitalocean/digitalocean"
    }
  }
}
