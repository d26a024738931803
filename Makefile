# Every target does its own set-up; each is a few lines around a script in Scripts/ that says more.
.DEFAULT_GOAL := help
.PHONY: help setup build demo test test-arm64 test-imports test-crash test-crash-arm64 test-install test-machine test-upgrade test-qemu test-vm test-vm-arm64 screenshots test-bare release bench bench-vm fuzz check clean

help: ## Show what there is
	@sed -n 's/^\([a-z0-9-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 20

setup: ## Install what the other targets need (Debian 12 and 13, Ubuntu 22.04 and 24.04, with Swift)
	@Scripts/setup

build: setup ## Build landfall and the machine's static binary into .build/bin (ARCH=aarch64: only that binary, for arm64)
	@Scripts/build $(ARCH)

release: setup ## Make Landfall's own release: archives, installer, checksums, signature (LANDFALL_RELEASE_KEY=FILE)
	@Scripts/release

demo: build ## Generate Echora for every cloud, run its first boot here, ask the running app
	@Scripts/with-engine sh -c 'examples/echora/images/build && exec Scripts/demo'

test: build ## Run all tests
	@Scripts/with-engine sh -c 'examples/echora/images/build && Scripts/test && if [ "$$(id -u)" = 0 ]; then \
		exec Scripts/side-by-side "Scripts/test-packer; Scripts/test-machine" $(BESIDE); \
		else echo "skipped: Scripts/test-packer and Scripts/test-machine, which need root"; fi'

test-arm64: setup ## Build for arm64 and run the machine's binary there, emulated: metadata, TLS, a first boot (root, five minutes)
	@Scripts/build
	@Scripts/build aarch64
	@Scripts/with-engine sh -c 'examples/echora/images/build && exec Scripts/test-arm64'

test-imports: build ## Import ten of Coolify's templates and run their first boots to the credentials (four minutes)
	@Scripts/with-engine Scripts/test-imports

test-crash: build ## Cut off every kind of rollout at every write, rename, fsync, open, unlink and mkdir; print the table
	@LANDFALL_CUTS=all Scripts/test --filter CrashTests

test-crash-arm64: setup ## Cut off rollouts of the program for arm64, emulated, at forty points drawn (root, ten minutes; LANDFALL_CUTS)
	@Scripts/build aarch64
	@swift build --build-tests
	@LANDFALL_FIRSTBOOT=$$PWD/.build/bin/firstboot-aarch64 LANDFALL_CUTS=$${LANDFALL_CUTS:-40} \
		Scripts/emulated swift test --skip-build --no-parallel --filter CrashTests/noCutLosesOrRemakesAnything

test-vm: build ## Boot Echora as every cloud's machine by every delivery (QEMU, twenty minutes; RUNS=short: ten)
	@Scripts/with-engine sh -c 'examples/echora/images/build && exec Scripts/test-vm $(RUNS)'

test-vm-arm64: setup ## Boot Echora as an arm64 machine of Hetzner and of Oracle, emulated (root, an hour, the second time half)
	@Scripts/build
	@Scripts/build aarch64
	@LANDFALL_IMAGE_ARCHITECTURE=arm64 Scripts/emulated examples/echora/images/build
	@Scripts/emulated Scripts/test-vm arm64

test-bare: ## Run make setup and make demo in a minimal tree of the distribution (root; RELEASE=debian13, TARGETS="demo test")
	@RELEASE=$(RELEASE) Scripts/test-bare $(TARGETS)

screenshots: build ## Take docs/images: each cloud's web console, of a virtual machine
	@Scripts/with-engine sh -c 'examples/echora/images/build && exec Scripts/test-vm screenshots'

bench-vm: build ## Time each cloud's virtual machine against plain Compose on the same disk, thrice (an hour)
	@Scripts/with-engine sh -c 'examples/echora/images/build && exec Scripts/test-vm figures'

bench: build ## Measure what docs/benchmarks.md promises, side by side with what people use today
	@Scripts/with-engine sh -c 'examples/echora/images/build && exec Scripts/bench'

fuzz: setup ## Feed damaged input to every reader, for SECONDS=300 each or INPUTS=1000000 of them; SEED=N repeats a run
	@Scripts/fuzz "$(SECONDS)" "$(INPUTS)" "$(SEED)"

check: build ## Check format, lint, and that the documentation's commands do what they show
	@Scripts/check

clean: ## Remove what was built; downloaded tools and images stay
	@Scripts/engine stop
	@swift package clean
	@rm -rf .build/bin .build/machine .build/machine-aarch64 .build/demo

test-machine: build ## Boot a sealed image of a Debian 13 machine in a container (root, about two minutes)
	@Scripts/test-machine

test-upgrade: build ## Set a Debian 13 machine up with the release before, roll this one out (root; that release is built once)
	@Scripts/test-upgrade

test-qemu: build ## Build a disk with Packer in an emulated machine, boot it, log in to Echora (root, a quarter of an hour)
	@Scripts/with-engine sh -c 'examples/echora/images/build && exec Scripts/test-qemu'

test-install: build ## Run the installer on Debian 11, 12 and 13 in containers, beside plain Compose (root, ten minutes)
	@Scripts/with-engine sh -c 'examples/echora/images/build && exec Scripts/test-install'
