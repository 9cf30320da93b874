import PipSnapshots
import Testing

@Suite struct SecretScanTests {
  private static let webToken = "eyJ" + repeated("h", 20) + ".eyJ" + repeated("c", 20) + ".s1g"

  private static func repeated(_ text: String, _ count: Int) -> String {
    String(repeating: text, count: count)
  }

  @Test(arguments: [
    "pypi-AgEIcHlwaS5vcmc" + repeated("x", 50), "ghp_" + repeated("a", 36),
    "github_pat_" + repeated("0", 82), "glpat-" + repeated("-", 20), "AKIA" + repeated("A2", 8),
    "AKCp" + repeated("0", 69), "hf_" + repeated("a", 34), webToken,
    "Authorization: Basic YWxpY2U6czNjcjN0", "Bearer abcdefgh01234567",
    "https://alice:s3cret@a.example/x",
    "https://alice:p@ss@a.example", "?X-Amz-Signature=0123456789abcdef",
    "authorization: basic YWxpY2U6czNjcjN0", "bearer abcdefgh01234567",
    "?sig=" + repeated("a%2B", 11),
    "X-Amz-Security-Token=" + repeated("IQoJ", 12),
    "-----BEGIN RSA PRIVATE KEY-----",
  ])
  func `what looks like a secret is found wherever it stands`(secret: String) {
    for text in [secret, "before \(secret)", "<a href=\"\(secret)\">", "\n\(secret)\n"] {
      #expect(SecretScan.finding(in: Array(text.utf8)) != nil)
    }
    let cut = secret.dropLast(secret.contains("PRIVATE") ? 1 : secret.contains("@") ? 999 : 45)
    #expect(SecretScan.finding(in: Array(cut.utf8)) == nil)
  }

  @Test(arguments: [
    "", "https://pypi.example/simple/", "https://a.example/@scope/x", "https://alice@a.example/",
    "https://alice:****@a.example/", "https://$USER:$PASS@a.example/", "Basic usage",
    "Basic terminal emulators",
    "Basic Functionality", "Bearer authentication tokens", "mailto:a@b",
    "AKIA", "AKIAIOSFODNN7EXAMPLE", "eyJhbGciOiJIUzI1NiJ9", "ghp_short", "the public key",
    "time 12:30 at a@b.example", "://:@",
  ])
  func `what does not, is not`(text: String) {
    #expect(SecretScan.finding(in: Array(text.utf8)) == nil)
  }

  @Test(arguments: [
    "https://user:password@a.corp/", "https://alice:s3cret@a.example/", "redis://:x9y@localhost:1/",
    "Authorization: Basic dXNlcjpwYXNzd29yZA==", "-----BEGIN PRIVATE KEY-----\n...",
    "Bearer abcdefgh01234567",
  ])
  func `examples in prose are none`(text: String) {
    #expect(SecretScan.finding(in: Array(text.utf8), .data) != nil)
    #expect(SecretScan.finding(in: Array(text.utf8), .prose) == nil)
  }

  @Test(arguments: [
    "https://alice:s3cret@git.corp/x", "Authorization: Basic YWxpY2U6czNjcjN0", webToken,
    "-----BEGIN RSA PRIVATE KEY-----\n" + repeated("MIIE0a/+", 8), "Bearer " + repeated("a1", 16),
    "-----BEGIN PRIVATE KEY-----\\n" + repeated("MIIE0a/+", 8),
  ])
  func `secrets in prose are some`(text: String) {
    #expect(SecretScan.finding(in: Array("so: \(text)".utf8), .prose) != nil)
  }

  @Test func `a token in prose is one`() {
    let text = "use pypi-AgEIcHlwaS5vcmc" + Self.repeated("x", 50)
    #expect(SecretScan.finding(in: Array(text.utf8), .prose) != nil)
  }
}
