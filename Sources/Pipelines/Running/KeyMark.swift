import Identity

/// By what a run knows that its key is the one that the pseudonyms at rest were made with: with another
/// key no statement would meet them, and all would seem to lack consent.
enum KeyMark {
  private static let text = Array("sojourn: which key this is".utf8)

  /// The mark of a key, from which nothing leads back to the key.
  static func make(_ subkey: Subkey) -> String {
    String(decoding: subkey.pseudonym(of: text.span), as: UTF8.self)
  }

  /// Refuses to go on with another key than that of what lies at rest.
  ///
  /// - Throws: ``StageFailure`` 78.
  static func require(
    _ subkey: Subkey, _ state: NightState?, in configuration: PipelineConfiguration
  )
    throws
  {
    guard let state, state.key != make(subkey) else { return }
    throw StageFailure(
      .configuration,
      "\(configuration.pseudonymKey): is not the key with which \(configuration.workspace) was made; use that one; if this is its rotation, give it to all that lies at rest: sojourn rekey \(configuration.file) --from OLDKEY; else build all tables anew from the logs with --rebuild"
    )
  }
}
