package import PipSystem

/// Everything about where and how to ask for files of a project.
package struct IndexSources: Sendable {
  /// The places, indexes first, each once.
  package var sources: [IndexSource]

  /// What of the settings cannot be used and is left out.
  package var problems: [IndexError] = []

  /// Hosts that need not prove who they are.
  package var trustedHosts = TrustedHosts()

  /// Whose certificates are believed.
  package var certificates = CertificateAuthorities.ofTheSystem

  /// Which proxy a request goes through.
  package var proxies: ProxySettings

  /// How long to wait for a connection and for each next byte; pip's default.
  package var timeout = Duration.seconds(15)

  /// How often a request that failed is tried again; pip's default.
  package var retries = 5

  /// Where the netrc file is looked for, once a request needs it.
  let environment: Environment

  /// Creates sources with pip's defaults for all that is not named.
  package init(_ sources: [IndexSource], environment: Environment = Environment()) {
    self.sources = sources
    self.environment = environment
    proxies = ProxySettings(option: nil, environment: environment)
  }

  /// Whether there is nobody to ask.
  package var isEmpty: Bool { sources.isEmpty }

  /// Returns the credentials that the user wrote into the address of a source at an origin.
  func credentials(for origin: Origin) -> Credentials? {
    for case .remote(let url) in sources.map(\.place) where url.origin == origin {
      if let credentials = url.credentials { return credentials }
    }
    return nil
  }

  /// Whether an origin is that of a source, and no place that a server made up.
  func isAsked(_ origin: Origin) -> Bool {
    sources.contains { source in
      guard case .remote(let url) = source.place else { return false }
      return url.origin == origin
    }
  }
}
