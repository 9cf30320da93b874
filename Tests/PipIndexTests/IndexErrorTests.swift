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
    (.cancelled, "index.cancelled"),
  ])
  func `each has a stable code and a message in the house's form`(error: IndexError, code: String) {
    let diagnostic = error.diagnostic
    #expect(diagnostic.code == code)
    #expect(diagnostic.message.first?.isUppercase == false)
    #expect(diagnostic.message.last != ".")
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
