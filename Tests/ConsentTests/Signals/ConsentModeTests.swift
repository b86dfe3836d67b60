import Consent
import FoundationEssentials
import TestKit
import Testing

@Suite("Google's consent mode")
struct ConsentModeTests {
  private struct Vectors: Decodable {
    struct GCS: Decodable {
      var value: String
      var ad_storage: Bool?
      var analytics_storage: Bool?
      var invalid: Bool?
    }
    struct GCD: Decodable {
      var value: String
      var want: [String: Bool?]?
    }
    struct Letter: Decodable {
      var granted: Bool?
    }
    var gcs: [GCS]
    var gcd: [GCD]
    var letters: [String: Letter]
    var order: [String]
  }

  private static let path = SharedData.path("privacy/signals/google_consent_mode.json")

  private func vectors() throws -> Vectors {
    let path = try #require(Self.path)
    return try JSONDecoder().decode(
      Vectors.self, from: Data(contentsOf: URL(filePath: path)))
  }

  private func gcs(_ text: String) -> ConsentMode? { ConsentMode(gcs: Array(text.utf8).span) }
  private func gcd(_ text: String) -> ConsentMode? { ConsentMode(gcd: Array(text.utf8).span) }

  @Test(
    "consent 20: the published values of gcs",
    .enabled(if: Self.path != nil, "shared vectors are not here"))
  func publishedGCS() throws {
    let vectors = try vectors().gcs
    #expect(vectors.count == 7)
    for vector in vectors {
      let mode = gcs(vector.value)
      #expect((mode == nil) == (vector.invalid == true), "\(vector.value)")
      guard let mode else { continue }
      #expect(mode.isGranted(.adStorage) == vector.ad_storage, "\(vector.value)")
      #expect(mode.isGranted(.analyticsStorage) == vector.analytics_storage, "\(vector.value)")
      #expect(mode.isGranted(.adUserData) == nil && mode.isGranted(.adPersonalization) == nil)
    }
  }

  @Test(
    "consent 20: the published values of gcd",
    .enabled(if: Self.path != nil, "shared vectors are not here"))
  func publishedGCD() throws {
    let vectors = try vectors()
    #expect(vectors.gcd.count == 13)
    #expect(vectors.order == ConsentMode.Signal.allCases.map(\.rawValue))
    for vector in vectors.gcd {
      let mode = gcd(vector.value)
      #expect((mode == nil) == (vector.want == nil), "\(vector.value)")
      for signal in ConsentMode.Signal.allCases {
        let wanted = vector.want?[signal.rawValue] ?? nil
        #expect(mode?.isGranted(signal) == wanted, "\(vector.value): \(signal)")
        #expect(mode?.denies(signal) ?? false == (wanted == false), "\(vector.value): \(signal)")
      }
    }
  }

  @Test(
    "consent 20: every letter, in each place",
    .enabled(if: Self.path != nil, "shared vectors are not here"))
  func letters() throws {
    for (letter, meaning) in try vectors().letters {
      for (place, signal) in ConsentMode.Signal.allCases.enumerated() {
        var letters = Array(repeating: "l", count: 4)
        letters[place] = letter
        let mode = try #require(gcd("11" + letters.map { $0 + "1" }.joined()))
        for other in ConsentMode.Signal.allCases {
          #expect(mode.isGranted(other) == (other == signal ? meaning.granted : nil))
        }
      }
    }
  }

  @Test(
    "another form says nothing",
    arguments: [
      "", "G", "G1", "G2", "G11", "G1112", "G12", "g100", "11p1p1p1p", "11P1P1P1P5", "1p1p1p1p11",
      "11p1p1p1p5x", "11p1p1p1pp", String(repeating: "11", count: 40),
    ])
  func otherForms(text: String) {
    if text != "G1" { #expect(gcs(text) == nil) }
    #expect(gcd(text) == nil)
  }

  @Test("letters beyond the four signals are passed over")
  func longer() throws {
    #expect(try #require(gcd("13l3l3l3q1l1")).isGranted(.adPersonalization) == false)
    #expect(try #require(gcd("13l3z3l3r1q1")).isGranted(.analyticsStorage) == nil)
  }
}
