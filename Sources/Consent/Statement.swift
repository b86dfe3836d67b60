public import Bytes

/// One entry in the consent ledger: what a person said about the use of their data, and when.
public struct Statement: Hashable, Sendable {
  /// What was said.
  public enum Action: UInt8, CaseIterable, Sendable {
    case grant, refuse, withdraw, object, restrict, unrestrict, erase, link

    /// The action's name in the ledger.
    public var name: StaticString {
      switch self {
      case .grant: "grant"
      case .refuse: "refuse"
      case .withdraw: "withdraw"
      case .object: "object"
      case .restrict: "restrict"
      case .unrestrict: "unrestrict"
      case .erase: "erase"
      case .link: "link"
      }
    }

    /// The action of a name; nil where the name is none of them.
    init?(name: Span<UInt8>) {
      if name.isEqual(to: "grant") {
        self = .grant
      } else if name.isEqual(to: "withdraw") {
        self = .withdraw
      } else if name.isEqual(to: "refuse") {
        self = .refuse
      } else if name.isEqual(to: "link") {
        self = .link
      } else if name.isEqual(to: "object") {
        self = .object
      } else if name.isEqual(to: "erase") {
        self = .erase
      } else if name.isEqual(to: "restrict") {
        self = .restrict
      } else if name.isEqual(to: "unrestrict") {
        self = .unrestrict
      } else {
        return nil
      }
    }

    /// Whether a statement that names no purpose is read as one for all purposes.
    ///
    /// So for those that stop a use, since losing them would be worse than reading them widely.
    var reachesAllUnlessNamed: Bool {
      switch self {
      case .withdraw, .object, .restrict, .erase: true
      case .grant, .refuse, .unrestrict, .link: false
      }
    }
  }

  /// Marks on a statement, one bit each; all but ``confirmedGPC`` and ``authorised`` spoil a grant.
  public struct Marks: OptionSet, Hashable, Sendable {
    /// The marks' bits.
    public let rawValue: UInt8

    /// Marks by their bits.
    public init(rawValue: UInt8) {
      self.rawValue = rawValue
    }

    /// Asked for together with other matters, not for itself.
    public static let bundled = Marks(rawValue: 1)
    /// Made a condition of a service that does not need it.
    public static let conditional = Marks(rawValue: 2)
    /// The box was ticked beforehand.
    public static let preTicked = Marks(rawValue: 4)
    /// Taken from behaviour, such as scrolling on.
    public static let implied = Marks(rawValue: 8)
    /// Given by a child.
    public static let child = Marks(rawValue: 16)
    /// Authorised by the holder of parental responsibility.
    public static let authorised = Marks(rawValue: 32)
    /// The conflict with Global Privacy Control was shown and confirmed.
    public static let confirmedGPC = Marks(rawValue: 64)

    /// Whether the marks leave a grant freely given, specific and unambiguous (consent rule 14).
    public var allowGrant: Bool {
      isDisjoint(with: [.bundled, .conditional, .preTicked, .implied])
        && (!contains(.child) || contains(.authorised))
    }
  }

  /// The purpose that reaches every purpose in a withdrawal and the like, and grants nothing.
  public static let allPurposes = "*"

  /// The organisation that it was said to; empty where the statement names none.
  public var controller: String
  /// The id of the person, byte for byte as given.
  public var subject: [UInt8]
  /// The purpose; `*` for all, empty for a link.
  public var purpose: String
  /// What was said.
  public var action: Action
  /// When it was said.
  public var at: Timestamp
  /// When the ledger took it in.
  public var appendedAt: Timestamp
  /// The version of the notice that was shown.
  public var notice: String?
  /// How it was said, such as `checkbox`.
  public var method: String?
  /// What is known of the way in which it was obtained.
  public var marks: Marks
  /// The other id of a link; empty otherwise.
  public var other: [UInt8]
  /// The evidence as one JSON text without white space; empty where there is none.
  public var evidence: [UInt8]

  /// A statement of one person at one moment.
  ///
  /// - Parameters:
  ///   - action: what was said.
  ///   - subject: the person's id.
  ///   - purpose: the purpose it is about.
  ///   - at: when it was said; `appendedAt` is the same moment until it is set.
  ///   - controller: whom it was said to.
  public init(
    _ action: Action, subject: [UInt8], purpose: String = Statement.allPurposes, at: Timestamp,
    controller: String
  ) {
    self.controller = controller
    self.subject = subject
    self.purpose = purpose
    self.action = action
    self.at = at
    appendedAt = at
    notice = nil
    method = nil
    marks = []
    other = []
    evidence = []
  }

  /// Reads one line of NDJSON.
  ///
  /// Where `appendedAt` is absent `at` stands for it: in files without a ledger nothing better is
  /// known of when the statement was learned.
  public init(ndjson line: Span<UInt8>) throws(StatementRejection) {
    var fields = StatementFields()
    try fields.read(line)
    let text = fields.isInLine ? Array(bytes: line) : fields.text
    func string(_ range: ByteRange) -> String { String(text.span.extracting(range.indices)) }
    self.init(
      fields.action, subject: Array(text[fields.subject.indices]),
      purpose: string(fields.purpose), at: fields.at, controller: string(fields.controller))
    appendedAt = fields.appendedAt
    notice = fields.notice.isEmpty ? nil : string(fields.notice)
    method = fields.method.isEmpty ? nil : string(fields.method)
    marks = fields.marks
    other = Array(text[fields.other.indices])
    evidence = Array(text[fields.evidence.indices])
  }
}
