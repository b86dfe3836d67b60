import Bytes

/// All that a visitor says about consent, and what it amounts to for sales once all is known.
struct ConsentPlan {
  /// What a visitor does about sales.
  enum Kind: String, CaseIterable {
    case early, lateAppended, backdated, during, withdrawn, invalid, erased, restricted, lifted
    case objected, refused, silent
  }

  let kind: Kind
  private(set) var statements: [Statement] = []
  /// From when on, in seconds since 1970, records may be used for sales in a run after the last
  /// day; nil where none may.
  private(set) var salesFrom: Int64?

  private let cookie: [UInt8]
  private let firstSecond: Int64
  private let lastSecond: Int64

  init(of visitor: Visitor, _ settings: SimulationSettings) {
    var random = SeededRandom(seed: settings.seed, .consent, visitor.number)
    cookie = visitor.cookie
    firstSecond = settings.midnight(0) / 1000
    lastSecond = settings.lastSecond
    kind = visitor.login == nil ? ConsentPlan.kind(&random) : .early
    state(&random)
    if let login = visitor.login { link(login) }
  }

  /// Whether a visit that lasts from `start` to `end` (milliseconds since 1970) may be used for
  /// sales: wholly, not at all, or only in part.
  func covers(from start: Int64, to end: Int64) -> Coverage {
    guard let salesFrom else { return .none }
    if start / 1000 > salesFrom { return .whole }
    return end / 1000 >= salesFrom ? .part : .none
  }

  /// How much of a visit consent covers.
  enum Coverage {
    case whole, part, none
  }

  /// The kinds by their chances in a thousand.
  private static func kind(_ random: inout SeededRandom) -> Kind {
    Kind.allCases[random.index(weights: [580, 60, 30, 60, 40, 30, 8, 6, 6, 10, 80, 90])]
  }

  private mutating func state(_ random: inout SeededRandom) {
    switch kind {
    case .early, .withdrawn, .erased, .restricted, .lifted, .objected: grantEarly(&random)
    case .lateAppended: grantLate(&random)
    case .backdated: grantBackdated(&random)
    case .during:
      let at = anyTime(&random)
      grant(at: at, appendedAt: at, &random)
      salesFrom = at
    case .invalid: grantInvalid(&random)
    case .refused:
      let at = firstSecond - Int64(random.below(86_400 * 5)) - 10
      statements.append(said("refuse", at: at, appendedAt: at + 1))
    case .silent: break
    }
    switch kind {
    case .withdrawn: withdraw(&random)
    case .erased: end("erase", "*", &random)
    case .objected: end("object", "sales", &random)
    case .restricted: end("restrict", "sales", &random)
    case .lifted: lift(&random)
    default: break
    }
  }

  /// A moment of the simulated days, but of their first ninth tenths.
  private func anyTime(_ random: inout SeededRandom) -> Int64 {
    firstSecond + Int64(random.below(Int(lastSecond - firstSecond) * 9 / 10))
  }

  private func said(
    _ action: StaticString, _ purpose: StaticString = "sales", at: Int64, appendedAt: Int64
  ) -> Statement {
    Statement(
      subject: cookie, purpose: purpose, action: action, at: at,
      appendedAt: min(appendedAt, lastSecond))
  }

  private mutating func grant(
    at: Int64, appendedAt: Int64, _ random: inout SeededRandom
  ) {
    let method = random.element(
      of: ["checkbox", "checkbox", "button", "preference-centre"] as [StaticString])
    let others = random.below(100)
    for (purpose, isGiven) in [
      ("sales" as StaticString, true), ("support", others < 85), ("marketing", others < 55),
    ] where isGiven {
      var grant = said("grant", purpose, at: at, appendedAt: appendedAt)
      grant.method = method
      statements.append(grant)
    }
  }

  private mutating func grantEarly(_ random: inout SeededRandom) {
    let at = firstSecond - Int64(random.number(in: 7200...86_400 * 60))
    grant(at: at, appendedAt: at + Int64(random.below(3)), &random)
    if at < firstSecond - 86_400 * 30 {
      for index in statements.indices { statements[index].notice = "v2" }
    }
    salesFrom = at
    if random.isTrue(perMille: 100) {
      let again = anyTime(&random)
      statements.append(said("grant", at: again, appendedAt: again + 1))
    }
    if random.isTrue(perMille: 40) {
      let later = anyTime(&random)
      statements.append(said("withdraw", "marketing", at: later, appendedAt: later))
    }
    if random.isTrue(perMille: 15), let twice = statements.first { statements.append(twice) }
  }

  /// Made before the first day, known to the ledger one to three days later: counts from when made.
  private mutating func grantLate(_ random: inout SeededRandom) {
    let at = firstSecond - Int64(random.number(in: 60...43_200))
    let delay = Int64(random.number(in: 86_400...86_400 * 3))
    grant(at: at, appendedAt: at + delay, &random)
    salesFrom = at
  }

  /// Claimed to be made more than the allowed lag before the ledger knew: counts from the append.
  private mutating func grantBackdated(_ random: inout SeededRandom) {
    let appendedAt = anyTime(&random)
    grant(
      at: appendedAt - Int64(random.number(in: 86_400 * 8...86_400 * 20)),
      appendedAt: appendedAt, &random)
    salesFrom = appendedAt
  }

  private mutating func grantInvalid(_ random: inout SeededRandom) {
    let at = firstSecond - Int64(random.number(in: 7200...86_400 * 20))
    var grant = said("grant", at: at, appendedAt: at + 1)
    grant.flaw = random.element(
      of: [.bundled, .conditional, .implied, .preticked, .noNotice] as [Statement.Flaw])
    statements.append(grant)
  }

  /// Some withdrawals are learned late, some are for all purposes, some are followed by a new grant.
  private mutating func withdraw(_ random: inout SeededRandom) {
    let at = anyTime(&random)
    let isLate = random.isTrue(perMille: 400)
    let delay = isLate ? Int64(random.number(in: 86_400...86_400 * 3)) : 0
    let purpose: StaticString = random.isTrue(perMille: 300) ? "*" : "sales"
    statements.append(said("withdraw", purpose, at: at, appendedAt: at + delay))
    // A renewal drawn for a time after the withdrawal is a new grant, from which a new interval
    // begins.
    let renewals = statements.filter { $0.isSalesGrant && $0.at > at }
    salesFrom = renewals.map(\.at).min()
    let again = at + Int64(random.number(in: 86_400...86_400 * 2))
    if random.isTrue(perMille: 250), again <= lastSecond {
      grant(at: again, appendedAt: again, &random)
      salesFrom = min(salesFrom ?? again, again)
    }
  }

  private mutating func end(
    _ action: StaticString, _ purpose: StaticString, _ random: inout SeededRandom
  ) {
    // Nothing may come after it, or an objection would be followed by a new interval.
    statements.removeAll { $0.at >= firstSecond }
    let at = anyTime(&random)
    statements.append(said(action, purpose, at: at, appendedAt: at))
    salesFrom = nil
  }

  /// A restriction that is lifted again within the days leaves no trace in a later run.
  private mutating func lift(_ random: inout SeededRandom) {
    let at = anyTime(&random)
    let lifted = min(at + Int64(random.number(in: 3600...86_400)), lastSecond)
    statements.append(said("restrict", at: at, appendedAt: at))
    statements.append(said("unrestrict", at: lifted, appendedAt: lifted))
  }

  /// Two cookies of one person: the second one's withdrawal ends the first one's grant too.
  private mutating func link(_ login: Login) {
    var link = said("link", at: login.linkedAt, appendedAt: login.linkedAt)
    link.other = login.customer
    statements.append(link)
    guard login.withdraws else { return }
    statements.removeAll { $0.isSalesGrant && $0.at >= firstSecond }
    salesFrom = nil
    if login.isSecond {
      statements.append(said("withdraw", at: lastSecond - 60, appendedAt: lastSecond - 60))
    }
  }
}

extension Statement {
  /// Whether it grants sales.
  fileprivate var isSalesGrant: Bool {
    action.description == "grant" && purpose.description == "sales"
  }
}
