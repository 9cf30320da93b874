import PipConfiguration
import Testing

@Suite struct CredentialMaskTests {
  @Test(
    arguments: [
      ("https://user:pass@index.example/simple", "https://****@index.example/simple"),
      ("https://token@index.example", "https://****@index.example"),
      ("https://a:b@c@index.example/", "https://****@index.example/"),
      ("https://a:b/c@index.example/", "https://****@index.example/"),
      ("https://a:b#c@index.example:8080/", "https://****@index.example:8080/"),
      ("https://:@index.example/", "https://****@index.example/"),
      ("git+ssh://git@host.example/x.git", "git+ssh://****@host.example/x.git"),
      ("user:pass@proxy.example:8080", "****@proxy.example:8080"),
      ("user:pa/ss@proxy.example:8080", "****@proxy.example:8080"),
      ("user:pass@index.example:8080/simple", "****@index.example:8080/simple"),
      ("https:/user:pass@index.example/simple", "https:/****@index.example/simple"),
      ("https:////user:pass@index.example/", "https:////****@index.example/"),
      ("//user:pass@index.example/simple", "//****@index.example/simple"),
      ("see \"https://u:p@h.example/\", ok", "see \"https://****@h.example/\", ok"),
      (
        "https://a:b@one.example/ https://c:d@two.example/",
        "https://****@one.example/ https://****@two.example/"
      ),
      ("http://a:b@one.example\nx", "http://****@one.example\nx"),
    ])
  func `user information is taken out`(text: String, expected: String) {
    #expect(CredentialMask.masking(text) == expected)
  }

  @Test(
    arguments: [
      ("https://h.example/simple/?token=x", "https://h.example/simple/?****"),
      ("https://h.example?token=x#y", "https://h.example?****"),
      ("https://u:p@h.example/?a=b@c&d=/e?f", "https://****@h.example/?****"),
      ("https://h.example/?token=a'b\"c<d>e", "https://h.example/?****"),
      ("see \"https://h.example/?token=x\", ok", "see \"https://h.example/?****\", ok"),
      (
        "<https://h.example/?x>\thttps://h.example/?y",
        "<https://h.example/?****>\thttps://h.example/?****"
      ),
      ("to?u=https://u:p@h.example/", "to?****"),
      ("https://h.example/?****", "https://h.example/?****"),
      ("https://h.example/?", "https://h.example/?"),
      ("\"https://h.example/?\"", "\"https://h.example/?\""),
      ("is it? https://h.example/", "is it? https://h.example/"),
    ])
  func `queries are taken out`(text: String, expected: String) {
    #expect(CredentialMask.masking(text) == expected)
  }

  @Test(
    arguments: [
      "", "@", "https://index.example/simple", "https://index.example:8080/@scope/x",
      "/home/a:b@c/wheels", "name @ https://index.example/x.whl", "http://[::1]:8080/x@y",
      "ana@host.example",
    ])
  func `what has none stays as it is`(text: String) {
    #expect(CredentialMask.masking(text) == text)
  }

  @Test(arguments: ["a:@/", "://?'"])
  func `a long text of signs is masked in reasonable time`(signs: String) {
    let text = String(repeating: signs, count: 10_000)
    #expect(CredentialMask.masking(text).utf8.count <= text.utf8.count + 4)
  }
}
