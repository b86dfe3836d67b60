import Testing

@testable import Simulation

@Suite("Consent plans")
struct ConsentPlanTests {
  let settings: SimulationSettings
  let plans: [(visitor: Visitor, plan: ConsentPlan)]

  init() throws {
    let settings = try SimulationSettings(seed: 21, visitors: 4000, days: 5)
    self.settings = settings
    plans = (0..<settings.visitors).map {
      let visitor = Visitor($0, of: settings)
      return (visitor, ConsentPlan(of: visitor, settings))
    }
  }

  @Test("about seven in ten grant sales, and every kind of plan is there")
  func proportions() {
    let granting = plans.count { $0.plan.salesFrom != nil }
    #expect((0.65...0.85).contains(Double(granting) / Double(plans.count)))
    for kind in ConsentPlan.Kind.allCases {
      #expect(plans.contains { $0.plan.kind == kind }, "\(kind)")
    }
  }

  @Test("no statement is appended before it was made, after the last day, or without a subject")
  func appends() {
    for (visitor, plan) in plans {
      for statement in plan.statements {
        #expect(statement.at <= statement.appendedAt)
        #expect(statement.appendedAt <= settings.lastSecond)
        #expect(statement.subject == visitor.cookie)
      }
    }
  }

  @Test("there are late, backdated, renewed, flawed and repeated statements, and links")
  func kinds() {
    let statements = plans.flatMap(\.plan.statements)
    let delays = statements.map { $0.appendedAt - $0.at }
    #expect(delays.contains { (86_400...86_400 * 3).contains($0) })
    #expect(delays.contains { $0 > 86_400 * 7 })
    for flaw in [Statement.Flaw.bundled, .conditional, .implied, .preticked, .noNotice] {
      #expect(statements.contains { $0.flaw == flaw }, "\(flaw)")
    }
    #expect(statements.contains { !$0.other.isEmpty })
    for action in ["withdraw", "refuse", "erase", "restrict", "unrestrict", "object"] {
      #expect(statements.contains { $0.action.description == action }, "\(action)")
    }
    let renewed = plans.count { plan in
      plan.plan.statements.count {
        $0.action.description == "grant" && $0.purpose.description == "sales"
      } > 1
    }
    #expect(renewed > 100)
  }

  /// Rules 1 to 7, 14, 16, 23 and 24 by their words: whether a record of one second is permitted
  /// for sales when all statements are known and the last day is over.
  private func isPermitted(_ second: Int64, _ statements: [Statement]) -> Bool {
    var ends: [Int64] = []
    var grants: [Int64] = []
    for statement in statements {
      let purpose = statement.purpose.description
      switch statement.action.description {
      case "grant" where purpose == "sales" && statement.flaw == .none:
        let isInTime = statement.appendedAt - statement.at <= 7 * 86_400
        grants.append(isInTime ? statement.at : statement.appendedAt)
      case "withdraw" where purpose != "marketing": ends.append(statement.at)
      case "erase", "object": ends.append(statement.at)
      case "restrict":
        if !statements.contains(where: { $0.action.description == "unrestrict" }) { return false }
      default: break
      }
    }
    let lastEnd = ends.max() ?? .min
    let opening = grants.filter { $0 > lastEnd }.min()
    return opening.map { $0 <= second } ?? false
  }

  @Test("visits count as covered exactly where the rules permit every second of them")
  func coverage() {
    var whole = 0
    var none = 0
    for (visitor, plan) in plans where visitor.login == nil {
      for day in 0..<settings.days {
        for visit in Visit.planned(for: visitor, day: day, of: settings) {
          let moments = visit.moments(of: visitor, .shop, seed: settings.seed)
          let permitted = moments.map { isPermitted($0.time / 1000, plan.statements) }
          switch plan.covers(from: visit.start, to: moments[moments.count - 1].time) {
          case .whole:
            whole += 1
            #expect(permitted.allSatisfy { $0 })
          case .none:
            none += 1
            #expect(permitted.allSatisfy { !$0 })
          case .part: break
          }
        }
      }
    }
    #expect(whole > 4000)
    #expect(none > 1000)
  }
}
