/// How a command ends, for schedulers: the numbers of BSD's `sysexits.h`, and 99 for nothing to do.
public enum ExitCode: Int32, Sendable {
  /// All was done.
  case done = 0
  /// The command was not used as it says.
  case usage = 64
  /// Data are damaged or beyond the reject limits.
  case badData = 65
  /// An input is missing.
  case noInput = 66
  /// A conservation law broke: records were lost or made.
  case conservation = 70
  /// An output can't be made.
  case cannotCreate = 73
  /// An output can't be written.
  case cannotWrite = 74
  /// Another run holds the lock: try again.
  case tryAgain = 75
  /// The consent ledger is not to be trusted.
  case untrustedLedger = 77
  /// The configuration is wrong.
  case configuration = 78
  /// There is nothing to do.
  case nothingToDo = 99
}
