/// What the made-up shop's visitors are like: the figures from which the true model is made.
///
/// The wished log odds of each outcome are sums over what is seen, so that a linear model can come
/// close; the weights say which steps follow which before they are bent towards the wish.
enum ShopBehaviour {
  /// One figure for each outcome, in the order of ``TrueOutcome``.
  typealias Figures = [Double]

  /// The wished log odds of each outcome in a state.
  static func wishedLogOdds(_ state: VisitState) -> Figures {
    let parts = [
      byStep[state.last.rawValue], byProducts[state.products], byCart[state.hasCart ? 1 : 0],
      byDevice[state.device.rawValue], byMedium[state.medium.rawValue],
    ]
    return parts.reduce(base) { sum, part in zip(sum, part).map { $0 + $1 } }
  }

  static let base: Figures = [-2.55, -3.2, -3.1]
  static let byStep: [Figures] = [
    [-0.3, 0.1, -0.1], [0.2, 0, 0.1], [0.5, 0, 0.3], [0.3, 0, 0.1], [-0.7, 0.3, 0.1],
    [0.3, 0.5, 0.2], [1.2, 0, 0.9], [2.2, 0.1, 1.5], [0.2, 2.6, 0], [-1, -0.9, 0.1],
    [0.2, 0.8, -0.1], [-1, 0.6, -0.9], [-1.2, -0.5, -0.4], [0.6, -1, 0],
  ]
  static let byProducts: [Figures] = [[0, 0, 0], [0.4, 0.05, 0.25], [0.7, 0.1, 0.4]]
  static let byCart: [Figures] = [[0, 0, 0], [0.8, 0.1, 0.7]]
  static let byDevice: [Figures] = [[0.5, 0.2, -0.15], [-0.5, -0.2, 0.3], [0, 0, 0]]
  static let byMedium: [Figures] = [
    [0, 0, 0], [0.35, 0.15, 0], [-0.9, 0.3, 0.15], [0.8, -0.2, -0.15],
  ]

  /// The weights of the steps that may follow, in the order of ``Step``, and last of leaving.
  static func weights(after state: VisitState) -> [Double] {
    var weights = following[state.last.rawValue]
    if state.hasCart {
      switch state.last {
      case .checkout, .added: break
      case .cancelled: weights[Step.checkout.rawValue] += 100
      case .done: weights[Step.checkout.rawValue] += 40
      default: weights[Step.checkout.rawValue] += 140
      }
    }
    return weights
  }

  // hom cat prod sea help chat add chk reg dis sub done canc wel | leave
  private static let following: [[Double]] = [
    [20, 300, 140, 160, 50, 0, 0, 0, 50, 40, 20, 0, 0, 0, 84],
    [40, 140, 460, 80, 30, 0, 0, 0, 20, 30, 10, 0, 0, 0, 77],
    [30, 160, 240, 70, 50, 20, 140, 0, 20, 20, 10, 0, 0, 0, 91],
    [30, 80, 460, 160, 40, 0, 0, 0, 20, 0, 0, 0, 0, 0, 77],
    [140, 100, 140, 80, 140, 80, 0, 0, 70, 0, 0, 0, 0, 0, 126],
    [120, 100, 240, 0, 80, 0, 60, 0, 120, 0, 0, 0, 0, 0, 112],
    [0, 100, 220, 30, 30, 0, 50, 420, 30, 0, 0, 0, 0, 0, 49],
    [0, 0, 50, 0, 40, 0, 0, 40, 60, 0, 0, 440, 240, 0, 56],
    [80, 100, 80, 0, 40, 0, 0, 0, 80, 0, 0, 0, 0, 380, 98],
    [140, 240, 200, 60, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0, 182],
    [180, 220, 200, 60, 0, 0, 0, 0, 100, 0, 0, 0, 0, 0, 98],
    [140, 80, 60, 0, 60, 0, 0, 0, 100, 0, 0, 0, 0, 0, 520],
    [140, 100, 100, 0, 80, 0, 40, 0, 20, 0, 0, 0, 0, 0, 460],
    [200, 240, 200, 80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 160],
  ]

  /// The weights of a visit's first steps (home, category, product, search, help, and at place 8
  /// register), by medium.
  static let entries: [[Int]] = [
    [50, 15, 10, 5, 8, 0, 0, 0, 6], [20, 35, 35, 2, 8], [15, 30, 45, 0, 4],
    [15, 40, 40, 0, 2, 0, 0, 0, 3],
  ]
  /// The weights of devices.
  static let devices = [45, 45, 10]
  /// The weights of media.
  static let media = [30, 35, 15, 20]
}
