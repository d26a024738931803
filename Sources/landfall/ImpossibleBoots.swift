import Artifacts
import Plan
import Simulation
import VirtualMachine

extension VirtualMachineOptions {
    /// - Returns: Why such a boot can never succeed, and what to do; nil if it can.
    func impossible(_ plan: Plan, _ delivery: Delivery) -> String? {
        let steps = powerCutAt.compactMap { if case .step(let step) = $0 { step } else { nil } }
        let order = steps.compactMap { Step.allCases.firstIndex(of: $0) }
        if plan.credentials.console == .never {
            return "--vm waits for the credentials on the console, but credentials.console is "
                + "`never`: set it to `until-login` for the trial"
        }
        if delivery == .installer && !steps.isEmpty {
            return "after a power cut the installer does not continue by itself: give --power-cut-at a time"
        }
        if steps.contains(.afterStart) && plan.afterStart.isEmpty {
            return "--power-cut-at after_start: \(plan.app.name) has no after_start, so the step never comes"
        }
        if order != order.sorted() {
            return "--power-cut-at: a finished step does not run again; give the steps in their order"
        }
        if compare && delivery != .image {
            return "--compare needs the image, because plain Compose starts from its disk too: leave --as out"
        }
        if let disk, disk.mebibytes >> 10 < BaseDisk.debianSize,
            base.map({ DebianRelease(rawValue: $0) != nil }) ?? true
        {
            return "--disk must be \(BaseDisk.debianSize)G or more, the size of the disk to start from"
        }
        return nil
    }
}
