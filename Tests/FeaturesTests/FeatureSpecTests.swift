import Events
import Features
import Foundation
import Testing

@Suite("Feature specification")
struct FeatureSpecTests {
  @Test("the standard one is valid and comes back from JSON as it was")
  func roundTrip() throws {
    let spec = FeatureSpec(bits: 20, siteHosts: ["shop.example"], outcomes: ["purchase"])
    try spec.validate()
    let back = try JSONDecoder().decode(FeatureSpec.self, from: try JSONEncoder().encode(spec))
    #expect(back == spec)
    #expect(back.zone.siteZone == .utc)
  }

  @Test("every kind but crosses is in the standard recipes once")
  func kinds() {
    #expect(
      FeatureSpec.standardRecipes.map(\.kind).sorted { $0.rawValue < $1.rawValue }
        == FeatureKind.allCases.filter { $0 != .cross }.sorted { $0.rawValue < $1.rawValue })
  }

  @Test("what can't be used is refused by name")
  func refused() {
    func error(_ change: (inout FeatureSpec) -> Void) -> FeatureSpecError? {
      var spec = FeatureSpec()
      change(&spec)
      do throws(FeatureSpecError) {
        _ = try FeatureExtractor(spec)
        return nil
      } catch {
        return error
      }
    }
    #expect(error { _ in } == nil)
    #expect(error { $0.schemaVersion = 3 } == .unknownVersion(found: 3, known: 1...2))
    #expect(error { $0.hash = "md5" } == .unknownHash(name: "md5", seed: 0))
    #expect(error { $0.seed = 7 } == .unknownHash(name: "murmur3_x86_32", seed: 7))
    #expect(error { $0.separator = "=" } == .unknownSeparator)
    #expect(error { $0.bits = 29 } == .badBits(found: 29, allowed: 1...28))
    #expect(error { $0.bits = 0 } == .badBits(found: 0, allowed: 1...28))
    #expect(error { $0.zone.transitions = [] } == .noZone)
    #expect(error { $0.recipes[1].field = "event" } == .badField(recipe: 1))
    #expect(error { $0.recipes[0].field = "a\u{1F}" } == .badField(recipe: 0))
    #expect(error { $0.recipes[1].bins = [1, 1] } == .badBins(recipe: 1))
    #expect(error { $0.recipes[1].bins = nil } == .badBins(recipe: 1))
    #expect(error { $0.recipes[0].bins = [1] } == .badBins(recipe: 0))
    #expect(error { $0.recipes[1].bins = [.nan] } == .badBins(recipe: 1))
    #expect(error { $0.recipes[1].limit = 0 } == .badLimit(recipe: 1))
    #expect(error { $0.recipes[3].limit = nil } == .badLimit(recipe: 3))
  }
}
