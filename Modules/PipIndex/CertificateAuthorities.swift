package import PipSystem
package import SystemPackage

/// Whose certificates are believed.
package struct CertificateAuthorities: Sendable, Hashable {
  /// A file or folder of certificates in PEM form, nil for those of the system.
  package var path: FilePath?

  /// Which setting named it: `--cert` or a variable.
  package var setting: IndexError.Setting?

  /// Those of the system.
  package static let ofTheSystem = CertificateAuthorities(path: nil, setting: nil)

  /// Chooses: pip's `--cert`, then the variables that pip's `requests` and OpenSSL read.
  package static func resolve(
    option: String?,
    environment: Environment
  ) -> CertificateAuthorities {
    if let option, !option.isEmpty {
      return CertificateAuthorities(path: FilePath(systemText: option), setting: .cert)
    }
    for name in ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR"] {
      guard let value = environment.nonEmpty(name) else { continue }
      return CertificateAuthorities(path: FilePath(systemText: value), setting: .variable(name))
    }
    return .ofTheSystem
  }
}
