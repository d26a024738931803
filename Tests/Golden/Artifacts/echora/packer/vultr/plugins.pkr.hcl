packer {
  required_plugins {
    vultr = {
      "version" = ">= 2.7.0"
      "source"  = "github.com/vultr/vultr"
    }
  }
}
