import PipDiagnostics
import Testing

@testable import PipIndex

@Suite struct IndexErrorTests {
  @Test(arguments: [
    (IndexError.unreachable("x", .hostNotFound("index.example")), "index.unreachable"),
    (.timedOut("x"), "index.timeout"), (.status("x", 500), "index.http-status"),
    (.untrusted("x", "y"), "index.tls"), (.tooLarge("x", limit: 1), "index.too-large"),
    (.malformedPage("x", "y"), "index.malformed-page"),
    (.unusable(.index("x"), .insecure), "index.insecure"),
    (.unusable(.proxy, .unsupported("socks4")), "index.bad-setting"),
    (.unusable(.variable("SSL_CERT_FILE"), .unreadable("y")), "index.bad-setting"),
    (.unusable(.netrc, .unreadable("y")), "index.bad-setting"),
    (.cancelled, "index.cancelled"),
  ])
  func `each has a stable code and a message in the house's form`(error: IndexError, code: String) {
    let diagnostic = error.diagnostic
    #expect(diagnostic.code == code)
    #expect(diagnostic.message.first?.isUppercase == false)
    #expect(diagnostic.message.last != ".")
  }

  @Test(arguments: [
    (64 << 20, IndexError.Unit.bytes, "64 MiB"), (1000, .bytes, "1000 bytes"),
    (0, .bytes, "0 bytes"),
    (100_000, .entries, "100000 entries"),
  ])
  func `a limit has a unit`(limit: Int, unit: IndexError.Unit, words: String) {
    let error = IndexError.tooLarge("x", limit: limit, unit)
    #expect(error.diagnostic.message == "x has more than \(words)")
  }

  @Test(arguments: [
    (
      "sslError([Error: 1 error:1:SSL routines:OPENSSL_internal:NO_SHARED_CIPHER at /b/x.cc:1])",
      "the TLS handshake failed: no shared cipher"
    ),
    (
      "sslError([Error:  EOF during handshake])",
      "the TLS handshake failed: the server closed the connection"
    ),
    ("other at /b/x.cc:1", "the TLS handshake failed: other at"),
  ])
  func `a failure of TLS names no place in a source`(text: String, cause: String) {
    #expect(IndexError.handshake(text, at: "x") == .untrusted("x", cause))
  }

  @Test func `the chain of causes names the deepest`() {
    let error = IndexError.unreachable("https://index.example/pip/", .hostNotFound("index.example"))
    #expect(
      error.diagnostic
        == Diagnostic(
          .error,
          code: "index.unreachable",
          message: "https://index.example/pip/ cannot be reached",
          causes: ["the host index.example was not found"],
          hint: "check the network, the proxy, and --index-url"
        )
    )
  }
}
