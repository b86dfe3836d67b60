import Bytes

/// The words that show a program, in lower case.
///
/// Words that real browsers carry too are kept out or made longer: `optimized` (a build of Internet
/// Explorer), `steam` and `electron` (windows that people look at), `link` (makers of telephones).
enum BotWords {
  /// The first word that stands in a lower-case agent.
  static func first(in agent: Span<UInt8>) -> StaticString? {
    if hasBot(agent) { return "bot" }
    for word in general where agent.contains(word) { return word }
    for word in libraries where agent.contains(word) { return word }
    for word in products where agent.contains(word) { return word }
    return nil
  }

  /// Whether `bot` stands anywhere but in the name of a maker of telephones.
  private static func hasBot(_ agent: Span<UInt8>) -> Bool {
    let word: StaticString = "bot"
    var from = 0
    while let at = agent.firstIndex(of: 0x62, from: from) {
      from = at + 1
      guard agent.hasPrefix(word, at: at) else { continue }
      let isCubot = at >= 2 && agent.hasPrefix("cu", at: at - 2)
      if !isCubot { return true }
    }
    return false
  }

  /// What programs call themselves by what they do.
  private static let general: [StaticString] = [
    "crawl", "spider", "slurp", "scrap", "fetch", "archiv", "harvest", "headless", "monitor",
    "validat", "index", "feed", "check", "chkr", "scan", "preview", "uptime", "agent/", "-agent",
    " agent", "verif", "synthetic", "optimizer", "insight", "audit", "survey", "analy",
    "resolver", "extract", "sucker", "gather", "collect", "capture", "copier", "webcopy",
    "download", "retriev", "webhook", "classif", "library", "subscriber", "inspect", "probe",
    "research", "detector", "rss", "metadata", "screenshot", "thumbnail", "discovery", "matcher",
    "parser", "metrics", "tracker", "exporter", "favicon", "daemon", "association",
    "generator", "gateway", "-services", "searche", "screen service", "linkfinder", "link sleuth",
  ]

  /// What programs are built with or driven by.
  private static let libraries: [StaticString] = [
    "curl", "wget", "python", "perl", "ruby", "(java", "go-http", "okhttp", "axios", "httpclient",
    "http-client", "http client", "webclient", "webservice", "httpunit", "jersey", "jetty",
    "guzzle", "node-fetch", "undici", "aiohttp", "httpx", "httpie", "lwp-", "winhttp",
    "http_", "http/v", "ahc/", "colly", "faraday", "powershell", "postman", "insomnia", "jmeter",
    "phantomjs", "selenium", "playwright", "puppeteer", "cypress", "webdriver", "httrack", "zgrab",
    "masscan", "nmap", "nikto", "sqlmap", "acunetix", "nessus", "openvas", "zmeu", "heritrix",
    "nutch",
  ]

  /// Products known by name, which say nothing else of themselves.
  private static let products: [StaticString] = [
    "mediapartners", "googleother", "google-", "-google", "lighthouse", "pagespeed", "ptst/",
    "gtmetrix", "dareboost", "pingdom", "nodeping", "panopta", "zabbix", "nagios", "dynatrace",
    "site24x7", "uptrends", "catchpoint", "thousandeyes", "siteimprove", "silktide", "netcraft",
    "ssl labs", "watchtowr", "hardenize", "foregenix", "digicert", "sitelock", "vaultpress",
    "managewp", "wpumbrella", "facebookexternal", "facebookcatalog", "meta-external", "whatsapp",
    "viber", "skypeuri", "bluesky", "mastodon", "disqus", "hatena", "nuzzel", "postrank",
    "embedly", "iframely", "w3c_", "w3c-", "cloudflare", "cloudfront", "cloudinary", "keycdn",
    "camo", "panscient", "biglotron", "gigablast", "linkdex", "linktiger", "xenu", "daum",
    "upflow", "newspaper", "venus/", "nextcloud", "owncloud", "funnelback", "swisscows",
    "theoldreader", "inoreader", "anthropic", "cohere-ai", "spawning-ai", "openai", "chatgpt",
    "perplexity", "safeassign", "onetrust", "termly", "salesforce", "monsido", "collapsify",
    "attracta", "adbeat", "datanyze", "thinklab", "zapier", "integromat", "shopify-", "sendgrid",
    "sparkpost", "sparkshipping", "discourse", "blackduck", "updown.io", "websearch", "netsearch",
    "marginalia",
  ]
}
