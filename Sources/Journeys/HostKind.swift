import Bytes

/// What kind of site a host is, by its domain.
enum HostKind {
  /// The medium that a link from `host` stands for.
  static func medium(of host: Span<UInt8>) -> ReferrerMedium {
    if isMail(host) { return .email }
    if isAny(searchDomains, host) { return .search }
    if isAny(socialDomains, host) { return .social }
    guard let label = registrableLabel(of: host) else { return .referral }
    let name = host.extracting(label)
    for word in searchLabels where name.isEqualIgnoringCase(to: word) { return .search }
    for word in socialLabels where name.isEqualIgnoringCase(to: word) { return .social }
    return .referral
  }

  private static func isMail(_ host: Span<UInt8>) -> Bool {
    if isAny(mailDomains, host) { return true }
    guard let dot = host.firstIndex(of: 0x2E) else { return false }
    let first = host.extracting(0..<dot)
    return first.isEqualIgnoringCase(to: "mail") || first.isEqualIgnoringCase(to: "webmail")
  }

  /// Whether the host is one of the domains or lies in one.
  private static func isAny(_ domains: [StaticString], _ host: Span<UInt8>) -> Bool {
    for domain in domains {
      let start = host.count - domain.utf8CodeUnitCount
      guard start == 0 || start > 0 && host[start - 1] == 0x2E else { continue }
      if host.extracting(start..<host.count).isEqualIgnoringCase(to: domain) { return true }
    }
    return false
  }

  /// The label that was registered: `google` in `www.google.co.uk` and in `news.google.com`.
  ///
  /// The label before the last, or the one before it where the last two are a country's own
  /// `co.uk`, `com.br` and the like: enough for the names listed here.
  private static func registrableLabel(of host: Span<UInt8>) -> Range<Int>? {
    guard let last = labelStart(host, before: host.count), last > 1 else { return nil }
    let second = labelStart(host, before: last - 1) ?? 0
    let name = host.extracting(second..<(last - 1))
    let isCountrysOwn =
      host.count - last == 2 && second > 1
      && (name.isEqualIgnoringCase(to: "co") || name.isEqualIgnoringCase(to: "com")
        || name.isEqualIgnoringCase(to: "org") || name.isEqualIgnoringCase(to: "net"))
    guard isCountrysOwn else { return second..<(last - 1) }
    return (labelStart(host, before: second - 1) ?? 0)..<(second - 1)
  }

  /// The place after the last dot before `end`; nil where there is no dot.
  private static func labelStart(_ host: Span<UInt8>, before end: Int) -> Int? {
    var index = end
    while index > 0 {
      if host[index - 1] == 0x2E { return index }
      index -= 1
    }
    return nil
  }

  private static let mailDomains: [StaticString] = [
    "outlook.live.com", "outlook.office.com", "outlook.office365.com", "gmail.com",
    "com.google.android.gm", "protonmail.com", "mail.proton.me", "app.fastmail.com",
    "navigator-bs.gmx.net",
  ]
  private static let searchDomains: [StaticString] = [
    "search.brave.com", "com.google.android.googlequicksearchbox", "search.marginalia.nu",
  ]
  private static let searchLabels: [StaticString] = [
    "google", "bing", "duckduckgo", "yahoo", "baidu", "yandex", "ecosia", "qwant", "startpage",
    "ask", "aol", "naver", "daum", "seznam", "sogou", "so", "kagi", "mojeek", "swisscows",
    "metager", "rambler", "lycos", "dogpile",
  ]
  private static let socialDomains: [StaticString] = [
    "t.co", "x.com", "lnkd.in", "youtu.be", "t.me", "wa.me", "vk.com", "ok.ru", "fb.me",
    "bsky.app", "threads.net", "news.ycombinator.com", "com.facebook.katana", "redd.it", "pin.it",
    "com.linkedin.android", "com.reddit.frontpage", "plus.google.com", "groups.google.com",
  ]
  private static let socialLabels: [StaticString] = [
    "facebook", "instagram", "twitter", "linkedin", "pinterest", "reddit", "youtube", "tiktok",
    "snapchat", "whatsapp", "telegram", "weibo", "mastodon", "quora", "tumblr", "xing", "discord",
    "twitch", "vimeo", "flickr", "nextdoor", "stackoverflow",
  ]
}
