internal import AsyncHTTPClient

/// A user name and a password that a server asks for.
///
/// Neither ever appears in text made from it: descriptions are masked.
package struct Credentials: Sendable, Hashable {
  /// What stands for every secret in messages.
  package static let mask = "****"

  /// The name, decoded.
  package var username: String

  /// The password, decoded; empty where there is none.
  package var password: String

  /// Creates credentials from decoded parts.
  package init(username: String, password: String = "") {
    self.username = username
    self.password = password
  }

  /// The value of an `Authorization` header (RFC 7617, UTF-8).
  package var basicAuthorization: String {
    HTTPClient.Authorization.basic(username: username, password: password).headerValue
  }
}

extension Credentials: CustomStringConvertible, CustomDebugStringConvertible {
  package var description: String { Self.mask }
  package var debugDescription: String { Self.mask }
}

extension Credentials: CustomReflectable {
  // Without this a dump of whatever holds credentials would show them.
  package var customMirror: Mirror { Mirror(self, children: []) }
}
