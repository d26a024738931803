print("firstboot")
