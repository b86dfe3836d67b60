/// All that the true model knows of a visit so far: a pure function of its events.
struct VisitState: Equatable, Sendable {
  var device: Device
  var medium: Medium
  /// The last step.
  var last: Step
  /// Products looked at, 2 standing for two or more.
  var products: Int
  /// Whether anything was put in the cart.
  var hasCart: Bool

  /// The state after a visit's first step.
  init(device: Device, medium: Medium, first: Step) {
    self.device = device
    self.medium = medium
    last = first
    products = first == .product ? 1 : 0
    hasCart = first.needsCart
  }

  /// The state that an index stands for.
  init(index: Int) {
    hasCart = index % 2 == 1
    products = index / 2 % 3
    last = Step.allCases[index / 6 % Step.count]
    let block = index / VisitState.perBlock
    medium = Medium.allCases[block % Medium.count]
    device = Device.allCases[block / Medium.count]
  }

  /// How many states share a device and a medium: a visit never leaves its block.
  static let perBlock = Step.count * 3 * 2
  /// How many pairs of device and medium there are.
  static let blocks = Device.count * Medium.count
  /// How many states there are.
  static let count = perBlock * blocks

  /// The state's place among all, block by block.
  var index: Int {
    let block = device.rawValue * Medium.count + medium.rawValue
    return ((block * Step.count + last.rawValue) * 3 + products) * 2 + (hasCart ? 1 : 0)
  }

  /// The state after one more step.
  func after(_ step: Step) -> VisitState {
    var next = self
    next.last = step
    if step == .product { next.products = min(2, products + 1) }
    if step.needsCart { next.hasCart = true }
    return next
  }

  /// Whether a visit can be in the state: one whose last step was the cart has a cart, and so on.
  var isReachable: Bool {
    (hasCart || !last.needsCart) && (products > 0 || last != .product)
  }
}

extension Step {
  /// Whether nobody takes the step without a cart, so that it shows one whose filling was not seen:
  /// consent may cover the later part of a visit alone.
  var needsCart: Bool {
    self == .added || self == .checkout || self == .done || self == .cancelled
  }
}
