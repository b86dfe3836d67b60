import Bytes
public import Events

/// The consent that one run knows, ready to decide records: statements and links up to K, at P,
/// under one policy.
///
/// The answer to a record depends on these and the record alone, never on the order in which
/// statements were given. Preparing takes O(n log n); a decision looks up an id and searches a short
/// slice of a flat table, allocating nothing. It never changes, so threads share it freely; a class, since
/// a value of its size would be copied wherever it is handed on.
public final class ConsentRegister: Sendable {
  /// What stops all records of a group of linked ids.
  struct Denial {
    /// Records up to and at this moment are out for ever.
    var erasedUntil = Timestamp.distantPast
    var restricted: PurposeSet = []
    var objected: PurposeSet = []
  }

  /// The policy it was made under.
  public let policy: ConsentPolicy
  /// The run it was made for.
  public let context: RunContext
  /// The run's purposes, in its order, then the policy's others, which gates may need.
  public let purposes: PurposeList
  /// The run's purposes as a set of places in ``purposes``.
  public let asked: PurposeSet

  let controller: [UInt8]
  let subjects: ByteTable
  /// Ids that links alone name, numbered after all others.
  let linkedSubjects: ByteTable
  let legitimate: PurposeSet
  let gpcDenies: PurposeSet
  let signalRules: SignalRules
  let track: Int?
  let record: Int?
  let identify: Int?
  let coverage: CoverageTable
  let denials: [Denial]
  /// Empty where there are no links.
  let links: [LinkForest.Node]

  /// Prepares a register.
  ///
  /// - Parameters:
  ///   - statements: all statements and links; what lies after K is left out.
  ///   - context: the run; its purposes are those that are asked for.
  ///   - policy: what the controller has settled.
  /// - Throws: ``ConsentPolicyError`` where the policy can't be meant or the run asks for a purpose
  ///   that is not declared.
  public convenience init(
    _ statements: borrowing ConsentStatements, context: RunContext, policy: ConsentPolicy
  ) throws(ConsentPolicyError) {
    try self.init(
      statements, KnownStatements(statements, at: context.knownAt), context: context,
      policy: policy)
  }

  /// Prepares the register of a run that did not know all of the statements, such as an earlier one
  /// that had not read some files.
  ///
  /// - Parameters:
  ///   - statements: all statements and links.
  ///   - context: the run; its K is a position among the statements that it knew.
  ///   - policy: what the controller has settled.
  ///   - knows: whether the run knew the statement at a place, in the order in which statements were
  ///     added.
  /// - Throws: ``ConsentPolicyError`` where the policy can't be meant or the run asks for a purpose
  ///   that is not declared.
  public convenience init(
    _ statements: borrowing ConsentStatements, context: RunContext, policy: ConsentPolicy,
    knowing knows: (Int) -> Bool
  ) throws(ConsentPolicyError) {
    try self.init(
      statements, KnownStatements(statements, at: context.knownAt, where: knows),
      context: context, policy: policy)
  }

  init(
    _ statements: borrowing ConsentStatements, _ known: KnownStatements, context: RunContext,
    policy: ConsentPolicy
  ) throws(ConsentPolicyError) {
    try policy.validate()
    try policy.permit(context.purposes)
    let purposes = PurposeList(context.purposes.names + policy.purposes)
    self.policy = policy
    self.context = context
    self.purposes = purposes
    asked = context.purposes.names.indices.reduce(into: []) { $0.insert(PurposeSet(index: $1)) }
    controller = Array(context.controller.utf8)
    subjects = statements.subjects
    linkedSubjects = statements.linkedSubjects
    legitimate = purposes.set { policy.basis[$0] == .legitimateInterests }
    gpcDenies = purposes.set { policy.gpcDenies.contains($0) }
    signalRules = SignalRules(policy, purposes)
    track = purposes.place(of: policy.track)
    record = purposes.place(of: policy.record)
    identify = purposes.place(of: policy.identify)
    var builder = RegisterBuilder(
      known, context, StatementRules(policy, purposes, context, statements),
      purposeCount: purposes.names.count, legitimate: legitimate)
    builder.build(statements)
    coverage = builder.coverage
    denials = builder.denials
    links = builder.links
  }
}

extension ConsentPolicy {
  /// Makes sure that a run asks for declared purposes alone, and for one at least.
  func permit(_ purposes: PurposeList) throws(ConsentPolicyError) {
    guard !purposes.names.isEmpty else {
      throw .badValue(key: "purposes", expected: "at least one purpose to decide for")
    }
    for name in purposes.names where !self.purposes.contains(name) {
      throw .undeclaredPurpose(
        key: "purposes", name: name, nearest: nearestName(to: name, in: self.purposes))
    }
  }
}

extension PurposeList {
  func set(where isMember: (String) -> Bool) -> PurposeSet {
    names.indices.reduce(into: []) { set, index in
      if isMember(names[index]) { set.insert(PurposeSet(index: index)) }
    }
  }

  fileprivate func place(of gate: ConsentPolicy.Gate) -> Int? {
    switch gate {
    case .any: nil
    case .purpose(let name): index(of: name)
    }
  }
}
