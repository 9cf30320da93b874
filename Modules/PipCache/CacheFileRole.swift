internal import PipSystem

/// What a file of the cache is, by where it lies and what it is called.
package enum CacheFileRole: Sendable, Hashable {
  /// The status and headers of a response of pip 23.3 and later.
  case responseHead(CacheKey)
  /// Its body.
  case responseBody(CacheKey)
  /// A response of an earlier pip, head and body in one.
  case oldResponse(CacheKey)
  /// A wheel that pip built.
  case wheel
  /// What the wheels beside it were built from.
  case origin
  /// What pip remembers of a self-check.
  case state(CacheKey)
  /// A file of swiftpip.
  case own
  /// A file that somebody is writing, or was; or one of a pip before 19.3.
  case leftover
  /// Nothing that pip or swiftpip knows.
  case foreign

  /// The area that such a file counts for.
  package var area: CacheArea {
    switch self {
    case .responseHead, .responseBody: .httpV2
    case .oldResponse: .http
    case .wheel, .origin: .wheels
    case .state: .selfCheck
    case .own: .own
    case .leftover: .leftovers
    case .foreign: .other
    }
  }

  /// What the other half of a response is called; nil for what is no half.
  var otherHalf: EntryName? {
    switch self {
    case .responseHead(let key): key.bodyName
    case .responseBody(let key): key.headName
    case .oldResponse, .wheel, .origin, .state, .own, .leftover, .foreign: nil
    }
  }
}
