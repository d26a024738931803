packer {
  required_version = ">= 1.7.0"

  required_plugins {
    vultr = {
      "version" = ">= 2.7.0"
      "source"  = "github.com/vultr/vultr"
    }
  }
}
