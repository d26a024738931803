packer {
  required_version = ">= 1.7.0"

  required_plugins {
    linode = {
      "version" = ">= 1.12.0"
      "source"  = "github.com/linode/linode"
    }
  }
}
