/// A part of pip's cache that is kept in a way of its own.
package enum CacheArea: String, Sendable, Hashable, CaseIterable {
  /// What servers answered pip 23.3 and later: a file for the headers, one for the body.
  case httpV2 = "http-v2"
  /// What servers answered earlier pips: a file for both.
  case http
  /// Wheels that pip built, each folder with the `origin.json` of what they were built from.
  case wheels
  /// What pip remembers of its own newest version, a file for each environment.
  case selfCheck = "selfcheck"
  /// What swiftpip keeps beside it.
  case own = "swiftpip"
  /// Files of work that nobody finished, or that is going on, and of pips before 19.3.
  case leftovers
  /// What neither pip nor swiftpip put there.
  case other

  /// Where the area stands among all.
  package var position: Int {
    switch self {
    case .httpV2: 0
    case .http: 1
    case .wheels: 2
    case .selfCheck: 3
    case .own: 4
    case .leftovers: 5
    case .other: 6
    }
  }
}
