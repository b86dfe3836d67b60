import Bytes
import Events

/// A policy's signals made ready for records: names as bytes, purposes as places in the register's list.
struct SignalRules: Sendable {
  /// What a TC string must permit for one purpose of the controller.
  struct TCRule: Sendable {
    /// The purpose; none where it is known by its name alone.
    var purpose: PurposeSet = []
    var vendor: TCIDSet
    var publisher: TCIDSet
    var custom: TCIDSet
    /// Whether the purpose rests on legitimate interests, so that these must be permitted.
    var isLegitimate: Bool

    /// Whether the purpose stands for nothing in a string.
    var isEmpty: Bool { vendor.union(publisher).union(custom).isEmpty }

    init(_ name: String, _ tc: SignalPolicy.TC, isLegitimate: Bool) {
      vendor = TCIDSet(ids: tc.purposes[name] ?? [])
      publisher = TCIDSet(ids: tc.publisher[name] ?? [])
      custom = TCIDSet(ids: tc.custom[name] ?? [])
      self.isLegitimate = isLegitimate
    }
  }

  struct Flag: Sendable {
    var name: [UInt8]
    var values: [[UInt8]]
    var denies: PurposeSet
  }

  /// Whether nothing but Global Privacy Control is read.
  let isEmpty: Bool
  let vendor: UInt16
  let tcRules: [TCRule]
  let invalidStringDenies: PurposeSet
  let consentMode: [(signal: ConsentMode.Signal, denies: PurposeSet)]
  let dnt: PurposeSet
  /// Flags among the members of `consent`.
  let consentFlags: [Flag]
  let attributeFlags: [Flag]
  /// Everything denied, where `consent` can't be read.
  let unreadable: SignalDenials

  init(_ policy: ConsentPolicy, _ purposes: PurposeList) {
    let signals = policy.signals
    isEmpty = signals.isEmpty
    vendor = signals.tc?.vendor ?? 0
    tcRules = signals.tc.map { SignalRules.rules($0, policy, purposes) } ?? []
    let mapped = tcRules.reduce(into: PurposeSet()) { $0.formUnion($1.purpose) }
    invalidStringDenies = signals.tc?.invalid == .ignore ? [] : mapped
    consentMode = ConsentMode.Signal.allCases.compactMap { signal in
      signals.consentMode[signal].map { names in (signal, purposes.set { names.contains($0) }) }
    }
    dnt = purposes.set { signals.dnt.contains($0) }
    var consentFlags: [Flag] = []
    var attributeFlags: [Flag] = []
    for flag in signals.flags {
      var made = Flag(
        name: [], values: flag.values.map { Array($0.utf8) },
        denies: purposes.set { flag.denies.contains($0) })
      switch flag.place {
      case .cookie(let name): made.name = Array("cookie:\(name)".utf8)
      case .consent(let name): made.name = Array(name.utf8)
      case .attribute(let name):
        made.name = Array(name.utf8)
        attributeFlags.append(made)
        continue
      }
      consentFlags.append(made)
    }
    self.consentFlags = consentFlags
    self.attributeFlags = attributeFlags
    unreadable = SignalDenials(
      tcString: invalidStringDenies,
      consentMode: consentMode.reduce(into: []) { $0.formUnion($1.denies) }, dnt: dnt,
      flags: consentFlags.reduce(into: []) { $0.formUnion($1.denies) })
  }

  private static func rules(
    _ tc: SignalPolicy.TC, _ policy: ConsentPolicy, _ purposes: PurposeList
  ) -> [TCRule] {
    purposes.names.enumerated().compactMap { place, name in
      var rule = TCRule(name, tc, isLegitimate: policy.basis[name] == .legitimateInterests)
      rule.purpose = PurposeSet(index: place)
      return rule.isEmpty ? nil : rule
    }
  }
}

extension SignalRules {
  /// What an event's signals deny.
  ///
  /// Allocates nothing, save for texts with escapes. What can't be read denies, never permits.
  func signals(of row: EventRow, in text: Span<UInt8>) -> Signals {
    var gpc = false
    var denials = SignalDenials()
    let object = text.extracting(row.consent.indices)
    if object.count > 0 {
      do {
        try forEachMember(of: object) { key, value in
          take(
            object.extracting(key.range.indices), value, object, at: row.time.start, &gpc,
            &denials)
        }
      } catch {
        gpc = true
        denials = unreadable
      }
    }
    if !attributeFlags.isEmpty, !row.attributes.isEmpty {
      takeAttributes(text.extracting(row.attributes.indices), &denials)
    }
    return Signals(gpc: gpc, denials: denials)
  }

  private func take(
    _ name: Span<UInt8>, _ value: JSONValue, _ object: Span<UInt8>, at moment: Timestamp,
    _ gpc: inout Bool, _ denials: inout SignalDenials
  ) {
    guard value.kind != .null else { return }
    if name.isEqual(to: "gpc") {
      gpc = gpc || Signals.isSent(value, object)
    } else if name.isEqual(to: "tc") {
      guard !tcRules.isEmpty else { return }
      denials.tcString.formUnion(withText(of: value, object) { denied(byTC: $0, at: moment) })
    } else if name.isEqual(to: "dnt") {
      if !dnt.isEmpty, Signals.isSent(value, object) { denials.dnt = dnt }
    } else if name.isEqual(to: "gcs") {
      denials.consentMode.formUnion(
        withText(of: value, object) { denied(by: ConsentMode(gcs: $0)) })
    } else if name.isEqual(to: "gcd") {
      denials.consentMode.formUnion(
        withText(of: value, object) { denied(by: ConsentMode(gcd: $0)) })
    }
    takeFlags(consentFlags, name, value, object, &denials)
  }

  private func takeFlags(
    _ flags: [Flag], _ name: Span<UInt8>, _ value: JSONValue, _ object: Span<UInt8>,
    _ denials: inout SignalDenials
  ) {
    for flag in flags where flag.name.span.isEqual(to: name) {
      let isDenied = withText(of: value, object) { text in
        flag.values.contains { $0.span.isEqual(to: text) }
      }
      if isDenied { denials.flags.formUnion(flag.denies) }
    }
  }

  /// Looks at attributes, `{"name":{"dataType":…,"value":…}}`; an object that can't be read denies.
  private func takeAttributes(_ attributes: Span<UInt8>, _ denials: inout SignalDenials) {
    do {
      try forEachMember(of: attributes) { key, attribute in
        let name = attributes.extracting(key.range.indices)
        guard attribute.kind == .object,
          attributeFlags.contains(where: { $0.name.span.isEqual(to: name) })
        else { return }
        let object = attributes.extracting(attribute.range.indices)
        try forEachMember(of: object) { key, value in
          guard object.extracting(key.range.indices).isEqual(to: "value") else { return }
          takeFlags(attributeFlags, name, value, object, &denials)
        }
      }
    } catch {
      for flag in attributeFlags { denials.flags.formUnion(flag.denies) }
    }
  }

  /// The text of a value: that of a string, its escapes undone, else the value as written.
  private func withText<Result>(
    of value: JSONValue, _ object: Span<UInt8>, _ body: (Span<UInt8>) -> Result
  ) -> Result {
    guard value.isEscaped else { return body(object.extracting(value.range.indices)) }
    var text: [UInt8] = []
    text.append(textOf: value, in: object)
    return body(text.span)
  }

  private func denied(by mode: ConsentMode?) -> PurposeSet {
    guard let mode else { return [] }
    return consentMode.reduce(into: []) { denied, entry in
      if mode.denies(entry.signal) { denied.formUnion(entry.denies) }
    }
  }

  /// What a TC string denies that a record of a moment carried; no text is no string.
  func denied(byTC text: Span<UInt8>, at moment: Timestamp) -> PurposeSet {
    guard text.count > 0 else { return [] }
    guard let glance = try? TCGlance(text, vendor: vendor), glance.assessment(at: moment).isValid
    else { return invalidStringDenies }
    let permitted = TCPermitted(glance)
    return tcRules.reduce(into: []) { denied, rule in
      if !rule.isPermitted(permitted) { denied.formUnion(rule.purpose) }
    }
  }
}

/// The purposes that a TC string permits, for each of the three maps of a policy.
struct TCPermitted {
  var vendor: TCPermissions
  var publisher: TCPermissions
  var custom: TCPermissions

  init(_ glance: TCGlance) {
    vendor = glance.permissions
    publisher = glance.publisher.permissions(glance.core)
    custom = TCPermissions(
      byConsent: glance.publisher.customConsents,
      byLegitimateInterests: glance.publisher.customLegitimateInterests)
  }
}

extension SignalRules.TCRule {
  /// Whether a string permits everything that the purpose stands for, on the purpose's own basis.
  func isPermitted(_ permitted: TCPermitted) -> Bool {
    isLegitimate
      ? vendor.isSubset(of: permitted.vendor.byLegitimateInterests)
        && publisher.isSubset(of: permitted.publisher.byLegitimateInterests)
        && custom.isSubset(of: permitted.custom.byLegitimateInterests)
      : vendor.isSubset(of: permitted.vendor.byConsent)
        && publisher.isSubset(of: permitted.publisher.byConsent)
        && custom.isSubset(of: permitted.custom.byConsent)
  }
}
