import OutcomeModel

/// The figures of one fit, as JSON has them.
struct FitFigures: Encodable {
  var examples: Int
  var features: Int
  var iterations: Int
  var converged: Bool?
  var l2: Double?
  var objective: Double
  var gradientNorm: Double?
  var gradientNormAtZero: Double?
  var logLoss: Double?
  var baseLogLoss: Double?
  var auc: Double?
  var prAuc: Double?
  var brier: Double?
  var ece: Double?

  /// - Parameter isExact: whether objective and gradient are those of the weights as they are; else
  ///   the objective is the sum of the losses before each row was learned from.
  init(_ fit: FitReport, _ test: Evaluation?, isExact: Bool) {
    examples = fit.examples
    features = fit.features
    iterations = fit.iterations
    converged = isExact ? fit.converged : nil
    l2 = fit.l2
    objective = fit.objective
    gradientNorm = isExact ? fit.gradientNorm : nil
    gradientNormAtZero = isExact ? fit.gradientNormAtZero : nil
    logLoss = test?.logLoss
    baseLogLoss = test?.baseLogLoss
    auc = test?.auc
    prAuc = test?.prAuc
    brier = test?.brier
    ece = test?.ece
  }
}

extension FitFigures {
  private enum Keys: String, CodingKey {
    case examples, features, iterations, converged, l2, objective, gradientNorm
    case gradientNormAtZero, logLoss, baseLogLoss, auc, prAuc, brier, ece
  }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Keys.self)
    try values.encode(examples, forKey: .examples)
    try values.encode(features, forKey: .features)
    try values.encode(iterations, forKey: .iterations)
    try values.encodeIfPresent(converged, forKey: .converged)
    try values.encodeIfPresent(l2, forKey: .l2)
    try values.encode(objective, forKey: .objective)
    // Always there, null after adaptive passes: to know it would take one more.
    try values.encode(gradientNorm, forKey: .gradientNorm)
    try values.encodeIfPresent(gradientNormAtZero, forKey: .gradientNormAtZero)
    try values.encodeIfPresent(logLoss, forKey: .logLoss)
    try values.encodeIfPresent(baseLogLoss, forKey: .baseLogLoss)
    try values.encodeIfPresent(auc, forKey: .auc)
    try values.encodeIfPresent(prAuc, forKey: .prAuc)
    try values.encodeIfPresent(brier, forKey: .brier)
    try values.encodeIfPresent(ece, forKey: .ece)
  }
}

/// The one line of figures that a training prints: those of the first outcome, and of each one where
/// several are learned side by side.
struct FiguresLine: Encodable {
  private let figures: [FitFigures]
  private let seconds: Double
  private let setting: [String: String]?

  private enum Keys: String, CodingKey {
    case seconds, outcomes, setting
  }

  /// - Parameter point: the setting of a sweep; empty without one.
  init(_ figures: [FitFigures], seconds: Double, point: [Sweep.Name: String] = [:]) {
    self.figures = figures
    self.seconds = seconds
    setting =
      point.isEmpty
      ? nil : Dictionary(uniqueKeysWithValues: point.map { ($0.key.rawValue, $0.value) })
  }

  func encode(to encoder: any Encoder) throws {
    try figures[0].encode(to: encoder)
    var values = encoder.container(keyedBy: Keys.self)
    try values.encode(seconds, forKey: .seconds)
    try values.encodeIfPresent(setting, forKey: .setting)
    if figures.count > 1 { try values.encode(figures, forKey: .outcomes) }
  }

  /// Writes the line to standard output.
  func print() throws {
    let records = try RecordOutput(path: nil)
    let text = try JSONDocument.encode(self, pretty: false)
    try records.writeLine { $0.append(contentsOf: text.dropLast()) }
    try records.finish()
  }
}
