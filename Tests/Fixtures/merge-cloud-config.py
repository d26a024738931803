#!/usr/bin/python3
"""Lets cloud-init's own code read the seed in /var/lib/cloud and run write_files: merge-cloud-config.py CLOUD.CFG"""
import sys

from cloudinit import sources, stages

try:
    from cloudinit.config.modules import Modules
except ImportError:  # before cloud-init 22.3
    from cloudinit.stages import Modules

configuration = [sys.argv[1]]
init = stages.Init(ds_deps=[sources.DEP_FILESYSTEM])
init.read_cfg(configuration)
init.initialize()
init.fetch()
init.instancify()
init.update()
init.consume_data()
_, failures = Modules(init, configuration).run_section("cloud_init_modules")
print(*failures, sep="\n")
sys.exit(1 if failures else 0)
