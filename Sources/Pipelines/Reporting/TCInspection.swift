public import Bytes
import Consent
public import Logging

/// TC strings as JSON, each with whether it may be relied on.
public struct TCInspection {
  private let strings: [String]
  private let moment: Timestamp
  private let vendor: UInt16?
  private let log: Logger

  /// A look into strings.
  ///
  /// - Parameters:
  ///   - strings: the strings.
  ///   - moment: when they are to be relied on.
  ///   - vendor: a vendor for whom is added what each string permits; nil for none.
  ///   - log: where it is said which string can't be decoded.
  public init(strings: [String], at moment: Timestamp, vendor: UInt16?, log: Logger) {
    self.strings = strings
    self.moment = moment
    self.vendor = vendor
    self.log = log
  }

  /// Prints one object a line for each string that can be decoded, and names the others by their
  /// number, segment and bit.
  ///
  /// - Returns: how the command ends: 65 where a string can't be decoded.
  /// - Throws: ``StageFailure`` where standard output can't be written.
  public func run() throws -> ExitCode {
    let output = try RecordOutput(path: nil)
    var code = ExitCode.done
    for (place, string) in strings.enumerated() {
      let decoded: TCString
      do throws(TCStringError) {
        decoded = try TCString(Array(string.utf8).span)
      } catch {
        log.error("string \(place + 1): \(error.description)")
        code = .badData
        continue
      }
      try output.writeLine { $0.append(tcString: decoded, assessedAt: moment, vendor: vendor) }
    }
    try output.finish()
    return code
  }
}
