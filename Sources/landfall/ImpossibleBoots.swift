import Artifacts
import Plan
import Simulation
import VirtualMachine

extension VirtualMachineOptions {
    /// - Returns: Why a machine would be waited for in vain, and what to do; nil where it would not.
    func impossible(_ plan: Plan, _ delivery: Delivery) -> String? {
        let steps = powerCutAt.compactMap { if case .step(let step) = $0 { step } else { nil } }
        let order = steps.compactMap { Step.allCases.firstIndex(of: $0) }
        if plan.credentials.console == .never {
            return "--vm knows by the credentials on the console that the app is set up, and credentials.console is "
                + "`never`: try it with `until-login`"
        }
        if delivery == .installer && !steps.isEmpty {
            return "by the installer a machine that lost its power does not go on by itself: give --power-cut-at a time"
        }
        if steps.contains(.afterStart) && plan.afterStart.isEmpty {
            return "--power-cut-at after_start: \(plan.app.name) has no after_start, so the step never comes"
        }
        if order != order.sorted() {
            return "--power-cut-at: a step that was done is not done again; give the steps in their order"
        }
        if compare && delivery != .image {
            return "--compare needs the image, whose disk plain Compose starts from too: leave --as away"
        }
        if let disk, disk.mebibytes >> 10 < BaseDisk.debianSize,
            base.map({ DebianRelease(rawValue: $0) != nil }) ?? true
        {
            return "--disk must be \(BaseDisk.debianSize)G or more, which is the size of the disk to start from"
        }
        return nil
    }
}
