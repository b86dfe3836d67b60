/// The members of one JSON object on a line, handed on one by one.
///
/// - Parameters:
///   - bytes: a whole JSON text that is one object.
///   - body: takes each key (between its quotes, escapes as written) and value.
/// - Throws: ``JSONError`` where the text is not one object, or what `body` throws.
public func forEachMember(
  of bytes: Span<UInt8>,
  _ body: (_ key: JSONValue, _ value: JSONValue) throws -> Void
) throws {
  var scanner = JSONScanner()
  try scanner.enter(0x7B, bytes)
  while let key = try scanner.nextKey(bytes) {
    try body(key, try scanner.value(bytes))
  }
  try scanner.finish(bytes)
}
