import Foundation
import PipDiagnostics
import PipPackaging
import PipSystem
import SystemPackage
import TestSupport
import Testing

@testable import PipIndex

@Suite(.enabled(if: SecureServer.canBeMade, "openssl makes the certificates"))
struct TLSTests {
  private func ask(
    _ index: String,
    _ change: (inout IndexSources) -> Void
  ) async throws -> PageAnswer {
    let (client, url) = try Loopback.client(index, change)
    let project = try #require(PackageName("demo"))
    return try await client.page(for: project, at: url, deadline: .now + Loopback.patience)
  }

  /// A server for 127.0.0.1, and one whose certificate is for another host.
  private static let started = Result { try SecureServer(for: "IP:127.0.0.1") }
  private static let other = Result { try SecureServer(for: "DNS:other.example") }

  @Test func `a server that nobody vouches for is refused`() async throws {
    let (server, _) = try Self.started.get().parts
    let error = await #expect(throws: IndexError.self) {
      _ = try await ask(server.index()) { _ in }
    }
    #expect(error?.code == "index.tls")
    #expect(error?.diagnostic.causes.first?.hasPrefix("its certificate") == true)
  }

  @Test func `a certificate file and a folder of certificates vouch`() async throws {
    let (server, certificate) = try Self.started.get().parts
    try await withScratchDirectory { directory in
      let file = directory.appending("certificate.pem")
      try write(certificate, to: file)
      let folder = directory.appending("authorities")
      try folder.makeDirectory(permissions: .ownerReadWriteExecute)
      try write(certificate, to: folder.appending("any-name"))
      try write("no certificate", to: folder.appending("README"))
      for path in [file, folder] {
        let answer = try await ask(server.index()) {
          $0.certificates = .resolve(option: path.string, environment: Environment())
        }
        #expect(answer.fileNames?.count == 1)
      }
    }
  }

  @Test func `a certificate for another host does not vouch`() async throws {
    let (server, certificate) = try Self.other.get().parts
    try await withScratchDirectory { directory in
      let file = directory.appending("certificate.pem")
      try write(certificate, to: file)
      let error = await #expect(throws: IndexError.self) {
        _ = try await ask(server.index()) {
          $0.certificates = CertificateAuthorities(path: file, setting: .cert)
        }
      }
      #expect(error?.code == "index.tls")
    }
  }

  @Test func `a trusted host need not be vouched for, but only that one`() async throws {
    let (server, _) = try Self.started.get().parts
    let port = server.port
    let answer = try await ask(server.index()) {
      $0.trustedHosts = TrustedHosts(["127.0.0.1:\(port)"])
    }
    #expect(answer.fileNames?.count == 1)
    await #expect(throws: IndexError.self) {
      _ = try await ask(server.index()) { $0.trustedHosts = TrustedHosts(["127.0.0.1:1"]) }
    }
  }

  @Test func `encryption goes through a proxy to its end`() async throws {
    let (server, _) = try Self.started.get().parts
    let proxy = try LoopbackProcess(
      script: "loopback_peer.py",
      arguments: ["connect", "--to", String(server.port)]
    )
    let answer = try await ask("https://index.example/simple/") {
      $0.trustedHosts = TrustedHosts(["index.example"])
      $0.proxies = ProxySettings(
        option: "http://127.0.0.1:\(proxy.port)",
        environment: Environment()
      )
    }
    #expect(answer.fileNames?.count == 1)
    #expect(proxy.nextLine() == "index.example:443")
  }

  @Test func `credentials do not follow from https to http`() async throws {
    let (server, _) = try Self.started.get().parts
    let target = "http%3A%2F%2F127.0.0.1:\(try Loopback.server.port)"
    let start = server.index("redirect-to=\(target)/tag=downgrade")
      .replacing("https://", with: "https://ana:secret@")
    let answer = try await ask(start) {
      $0.trustedHosts = TrustedHosts(["127.0.0.1:\(server.port)"])
      // The target is a source with credentials of its own, and yet gets none.
      if let url = try? IndexURL(Loopback.server.index().replacing("//", with: "//bob:own@")) {
        $0.sources.append(IndexSource(.index, .remote(url)))
      }
    }
    #expect(answer.fileNames?.count == 2)
    let seen = try Loopback.server.requests(containing: "tag=downgrade")
    #expect(seen.map(\.authorization) == [false])
  }

  @Test func `plain text to a server that speaks TLS is told as such`() async throws {
    let (server, _) = try Self.started.get().parts
    let error = await #expect(throws: IndexError.self) {
      _ = try await ask(server.index().replacing("https:", with: "http:")) { _ in }
    }
    #expect(error?.code == "index.unreachable")
  }

  @Test func `TLS to a server that speaks plain text is told as such`() async throws {
    let index = try Loopback.server.index().replacing("http:", with: "https:")
    let error = await #expect(throws: IndexError.self) { _ = try await ask(index) { _ in } }
    #expect(error?.code == "index.tls")
    #expect(error?.problem == .notTLS)
    #expect(error?.diagnostic.message.hasSuffix(" does not speak TLS") == true)
  }
}

@Suite struct CertificateAuthoritiesTests {
  @Test(
    arguments: [
      ("/ca", [:], "/ca", IndexError.Setting.cert),
      ("/ca", ["SSL_CERT_FILE": "/other"], "/ca", .cert),
      (
        nil, ["REQUESTS_CA_BUNDLE": "/a", "CURL_CA_BUNDLE": "/b", "SSL_CERT_FILE": "/c"], "/a",
        .variable("REQUESTS_CA_BUNDLE")
      ),
      (nil, ["CURL_CA_BUNDLE": "/b", "SSL_CERT_FILE": "/c"], "/b", .variable("CURL_CA_BUNDLE")),
      (nil, ["SSL_CERT_FILE": "/c", "SSL_CERT_DIR": "/d"], "/c", .variable("SSL_CERT_FILE")),
      ("", ["SSL_CERT_FILE": "", "SSL_CERT_DIR": "/d"], "/d", .variable("SSL_CERT_DIR")),
      (nil, [:], nil, nil),
    ] as [(String?, [String: String], FilePath?, IndexError.Setting?)]
  )
  func `the option counts before the variables`(
    option: String?,
    variables: [String: String],
    path: FilePath?,
    setting: IndexError.Setting?
  ) {
    let chosen = CertificateAuthorities.resolve(
      option: option,
      environment: Environment(variables)
    )
    #expect(chosen == CertificateAuthorities(path: path, setting: setting))
  }

  @Test func `a file that is missing or holds none is an error of the setting`() throws {
    try withScratchDirectory { directory in
      let empty = directory.appending("empty")
      try write("", to: empty)
      for path in [empty, directory, directory.appending("missing")] {
        let authorities = CertificateAuthorities(path: path, setting: .cert)
        let error = #expect(throws: IndexError.self) { try authorities.load() }
        #expect(error?.code == "index.bad-setting")
      }
    }
  }
}

/// An index that speaks TLS with a certificate of its own, which openssl makes.
private struct SecureServer: Sendable {
  /// The server, and its certificate in PEM form.
  let parts: (server: IndexServer, certificate: String)

  private static let openssl = ["/usr/bin/openssl", "/usr/local/bin/openssl"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  static var canBeMade: Bool { openssl != nil }

  init(for name: String) throws {
    parts = try withScratchDirectory { directory in
      let (certificate, key) = (directory.appending("certificate"), directory.appending("key"))
      let process = Process()
      process.executableURL = URL(fileURLWithPath: try #require(Self.openssl))
      process.arguments =
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=test"
        .split(separator: " ").map(String.init)
        + ["-addext", "subjectAltName=\(name)"]
        + ["-keyout", key.string, "-out", certificate.string]
      process.standardError = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      try #require(process.terminationStatus == 0)
      let server = try IndexServer(projects: ["demo": ["1.0"]], certificate: (certificate, key))
      return (server, try String(contentsOfFile: certificate.string, encoding: .utf8))
    }
  }
}
