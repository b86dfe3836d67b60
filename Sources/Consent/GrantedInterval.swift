import Bytes

/// An unbroken time in which one person had granted one purpose.
struct GrantedInterval {
  enum Ending: UInt8 { case withdrawn, expired, noticeOutdated, erased }

  var start: Timestamp
  var end: Timestamp
  var ending: Ending
  /// Whether a grant in it, made by the time of the run, confirmed the conflict with GPC.
  var isConfirmed: Bool
}

/// A grant that counts, and until when it would last if nothing ended it.
struct GrantMoment {
  var purpose: Int
  var start: Timestamp
  var expiry: Timestamp
  var noticeEnd: Timestamp
  var isConfirmed: Bool
}

/// Something that ends a purpose's grants: a withdrawal, a refusal, an objection or an erasure.
struct EndMoment {
  var purpose: Int
  var moment: Timestamp
  var isErasure: Bool
}

extension GrantedInterval {
  /// Joins grants of one purpose to intervals and hands each on, in order of time.
  ///
  /// A grant inside an interval renews it: its age and its notice count from then on. An end at the
  /// instant of a grant wins. O(grants + ends).
  ///
  /// - Parameters:
  ///   - grants: one person's, in order of time.
  ///   - ends: those that reach the person, in order of time.
  static func forEach(
    grants: ArraySlice<GrantMoment>, ends: ArraySlice<EndMoment>,
    _ body: (GrantedInterval) -> Void
  ) {
    var nextEnd = ends.startIndex
    var chain: GrantMoment?
    for grant in grants {
      if var open = chain {
        let interval = close(open, at: nextEnd < ends.endIndex ? ends[nextEnd] : nil)
        if grant.start < interval.end {
          open.expiry = Swift.max(open.expiry, grant.expiry)
          open.noticeEnd = Swift.max(open.noticeEnd, grant.noticeEnd)
          open.isConfirmed = open.isConfirmed || grant.isConfirmed
          chain = open
          continue
        }
        body(interval)
        chain = nil
      }
      while nextEnd < ends.endIndex, ends[nextEnd].moment < grant.start { nextEnd += 1 }
      if nextEnd < ends.endIndex, ends[nextEnd].moment == grant.start { continue }
      chain = grant
    }
    if let open = chain { body(close(open, at: nextEnd < ends.endIndex ? ends[nextEnd] : nil)) }
  }

  /// The interval of a chain of grants that one end, or time alone, closes.
  static func close(_ chain: GrantMoment, at end: EndMoment?) -> GrantedInterval {
    var interval = GrantedInterval(
      start: chain.start, end: end?.moment ?? .distantFuture,
      ending: end?.isErasure == true ? .erased : .withdrawn, isConfirmed: chain.isConfirmed)
    if chain.expiry < interval.end {
      interval.end = chain.expiry
      interval.ending = .expired
    }
    if chain.noticeEnd < interval.end {
      interval.end = chain.noticeEnd
      interval.ending = .noticeOutdated
    }
    return interval
  }
}
