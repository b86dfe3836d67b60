import Bytes
import Journeys

/// Reduces addresses to what may lie at rest of them: without the queries' other keys, and without e-mail
/// addresses that a site has put into its paths.
struct AddressReduction {
  private let urls: URLMinimizer

  /// - Parameter keepQuery: the keys of queries that stay.
  init(keepQuery: [String]) { urls = URLMinimizer(keeping: keepQuery) }

  /// Appends what may lie at rest of an address.
  func append(_ url: Span<UInt8>, to target: inout [UInt8]) {
    var unmasked: [UInt8] = []
    urls.append(minimized: url, to: &unmasked)
    if AddressMask.mayApply(to: unmasked.span) {
      _ = AddressMask.append(unmasked.span, to: &target)
    } else {
      target.append(unmasked.span)
    }
  }
}
