/// What a hit of Google's tags says of its consent mode, in the parameters `gcs` and `gcd`.
///
/// Google does not document the two; what is read here is what independent observers agree on. So a
/// state serves as a denial alone: a grant that it tells of is no proof of an affirmative act, and a value
/// of another form says nothing.
public struct ConsentMode: Hashable, Sendable {
  /// What the mode asks consent for, in the order of `gcd`.
  public enum Signal: String, CaseIterable, Sendable {
    /// Storage for advertising.
    case adStorage = "ad_storage"
    /// Storage for statistics.
    case analyticsStorage = "analytics_storage"
    /// Sending a user's data to Google for advertising.
    case adUserData = "ad_user_data"
    /// Advertising that is made to measure.
    case adPersonalization = "ad_personalization"

    /// The signal's place, from 0.
    var place: Int {
      switch self {
      case .adStorage: 0
      case .analyticsStorage: 1
      case .adUserData: 2
      case .adPersonalization: 3
      }
    }
  }

  private var denied: UInt8 = 0
  private var granted: UInt8 = 0

  /// Whether a signal is granted; nil where nothing is said of it.
  public func isGranted(_ signal: Signal) -> Bool? {
    let bit: UInt8 = 1 << UInt8(signal.place)
    return denied & bit != 0 ? false : granted & bit != 0 ? true : nil
  }

  /// Whether a signal is denied.
  public func denies(_ signal: Signal) -> Bool { denied >> UInt8(signal.place) & 1 == 1 }

  private mutating func set(_ place: Int, isGranted: Bool) {
    if isGranted { granted |= 1 << UInt8(place) } else { denied |= 1 << UInt8(place) }
  }

  /// Reads `gcs`: `G1`, then 1, 0 or `-` for storage of advertising and of statistics; nil for another
  /// form.
  public init?(gcs text: Span<UInt8>) {
    guard text.count == 2 || text.count == 4, text[0] == 0x47, text[1] == 0x31 else { return nil }
    guard text.count == 4 else { return }
    for place in 0..<2 {
      switch text[2 + place] {
      case 0x30: set(place, isGranted: false)
      case 0x31: set(place, isGranted: true)
      case 0x2D: continue
      default: return nil
      }
    }
  }

  /// Reads `gcd`: two digits, then a letter and a digit for each signal; nil for another form.
  ///
  /// Letters and digits beyond the four signals, which newer tags send, are passed over.
  public init?(gcd text: Span<UInt8>) {
    guard text.count >= 10, text.count <= 64, text.count % 2 == 0 else { return nil }
    for place in text.indices {
      let isLetter = place > 0 && place % 2 == 0
      guard isLetter ? (0x61...0x7A).contains(text[place]) : (0x30...0x39).contains(text[place])
      else { return nil }
    }
    for place in 0..<4 {
      switch text[2 + 2 * place] {
      case 0x6D, 0x70, 0x71, 0x75: set(place, isGranted: false)  // m p q u
      case 0x6E, 0x72, 0x74, 0x76: set(place, isGranted: true)  // n r t v
      default: continue
      }
    }
  }
}
