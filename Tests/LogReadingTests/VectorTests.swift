import Bytes
import Events
import Foundation
import LogReading
import TestKit
import Testing

private let cases = "logs/vector-vrl/vrl_parse_cases.json"

/// The parse cases of Vector's remap language for the formats that are read here.
///
/// Left out are `error` logs of Apache and nginx, which tell of no visits, and `parse_aws_alb_log`,
/// whose vectors state no fields (the format is read through a format string in ``MatomoTests``).
@Suite(
  "Parse cases of Vector",
  .enabled(if: SharedData.path(cases) != nil, "shared vectors are not here"))
struct VectorTests {
  private struct Case: Decodable {
    struct Arguments: Decodable {
      var value: String
      var format: String?
    }
    struct Time: Decodable { var timestamp: String }
    struct Want: Decodable {
      var host, client, remote_addr: String?
      var user, message, request, method, path: String?
      var timestamp: Time?
      var status: UInt16?
      var size, body_bytes_size: Int64?
      var referer, agent, http_referer, http_user_agent: String?
    }
    enum Keys: String, CodingKey { case function, args, want, error, `case` }
    var function, name: String
    var args: Arguments
    var want: Want?
    init(from decoder: any Decoder) throws {
      let box = try decoder.container(keyedBy: Keys.self)
      function = try box.decode(String.self, forKey: .function)
      name = try box.decode(String.self, forKey: .case)
      args = try box.decode(Arguments.self, forKey: .args)
      guard args.format != "error" else { return }
      want = try box.decodeIfPresent(Want.self, forKey: .want)
    }
  }

  private static let formats = [
    "parse_apache_log common": "common",
    "parse_apache_log combined": "combined",
    "parse_common_log": "common",
    "parse_nginx_log combined": "combined",
    "parse_nginx_log main":
      #"log_format main '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" "$http_x_forwarded_for"';"#,
    "parse_nginx_log ingress_upstreaminfo":
      #"$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" $request_length $request_time [$proxy_upstream_name] [$proxy_alternative_upstream_name] $upstream_addr $upstream_response_length $upstream_response_time $upstream_status $req_id"#,
  ]

  @Test("every case of the formats that are read")
  func all() throws {
    let path = try #require(SharedData.path(cases))
    let all = try JSONDecoder().decode([Case].self, from: Data(contentsOf: URL(filePath: path)))
    var checked = 0
    for test in all {
      let key = [test.function, test.args.format].compactMap { $0 }.joined(separator: " ")
      guard let format = VectorTests.formats[key] else {
        #expect(key.hasSuffix(" error") || key == "parse_aws_alb_log")
        continue
      }
      checked += 1
      try check(test, format)
    }
    #expect(checked == 15)
  }

  private func check(_ test: Case, _ format: String) throws {
    let got = try Reading([test.args.value], format)
    guard let want = test.want else {
      #expect(got.outcomes == [.rejected(.badStructure)], "\(test.name)")
      return
    }
    guard let time = want.timestamp else {
      #expect(got.outcomes == [.rejected(.noTime)], "\(test.name)")
      return
    }
    let row = try #require(got.batch.rows.first, "\(test.name)")
    #expect(row.time.description == time.timestamp, "\(test.name)")
    #expect(row.status == want.status ?? 0, "\(test.name)")
    #expect(row.bytes == want.size ?? want.body_bytes_size ?? -1, "\(test.name)")
    let host = want.host ?? want.client ?? want.remote_addr ?? ""
    let agent = text(want.agent ?? want.http_user_agent)
    #expect(got.text(\.visitor) == host + "\u{1F}" + (agent.isEmpty ? "-" : agent))
    #expect(got.text(\.agent) == agent, "\(test.name)")
    #expect(got.text(\.referrer) == text(want.referer ?? want.http_referer), "\(test.name)")
    #expect(got.text(\.customer) == want.user ?? "", "\(test.name)")
    if let path = want.path { #expect(got.text(\.url) == path, "\(test.name)") }
    let request = want.request ?? want.message ?? ""
    if request.contains("HTTP/") {
      #expect(request.hasPrefix("\(got.text(\.method)) \(got.text(\.url)) "), "\(test.name)")
    } else {
      #expect(got.text(\.method).isEmpty && got.text(\.url).isEmpty, "\(test.name)")
    }
  }

  private func text(_ field: String?) -> String { field == "-" ? "" : field ?? "" }
}
