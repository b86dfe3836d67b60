extension JSONFieldMap {
  /// Where nginx (as its users commonly name variables), Caddy and Traefik write each field, the
  /// best first.
  static let knownPaths: [(field: LogField, paths: [String])] = [
    (
      .time,
      [
        "StartUTC", "ts", "time_iso8601", "timestamp", "@timestamp", "time", "time_local", "msec",
        "date", "datetime",
      ]
    ),
    (
      .host,
      [
        "request.client_ip", "request.remote_ip", "ClientHost", "client_ip", "remote_addr",
        "remote_ip", "clientip", "ip",
      ]
    ),
    (.user, ["remote_user", "user_id", "ClientUsername"]),
    (.request, ["request", "request_line"]),
    (.method, ["request.method", "request_method", "RequestMethod", "method"]),
    (.target, ["request.uri", "request_uri", "RequestPath", "url"]),
    (.path, ["uri", "path"]),
    (.query, ["args", "query_string", "query"]),
    (.status, ["status", "DownstreamStatus", "status_code"]),
    (
      .bytes,
      ["body_bytes_sent", "bytes_sent", "size", "DownstreamContentSize", "bytes", "length"]
    ),
    (
      .referrer,
      [
        "request.headers.Referer", "request_Referer", "http_referer", "http_referrer", "referer",
        "referrer",
      ]
    ),
    (
      .agent,
      [
        "request.headers.User-Agent", "request_User-Agent", "http_user_agent", "user_agent",
        "agent",
      ]
    ),
    (.cookie, ["request.headers.Cookie", "request_Cookie", "http_cookie", "cookie"]),
    (.dnt, ["request.headers.Dnt", "request_Dnt", "http_dnt", "dnt"]),
    (.gpc, ["request.headers.Sec-Gpc", "request_Sec-Gpc", "http_sec_gpc", "sec_gpc", "gpc"]),
  ]
}
