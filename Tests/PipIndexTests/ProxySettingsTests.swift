import PipSystem
import Testing

@testable import PipIndex

@Suite struct ProxySettingsTests {
  private static let proxy = ProxyRoute.http(host: "proxy.example", port: 3128, credentials: nil)

  @Test(arguments: [
    (["https_proxy": "http://proxy.example:3128"], "https://index.example/", true),
    (["https_proxy": "http://proxy.example:3128"], "http://index.example/", false),
    (["http_proxy": "proxy.example:3128"], "http://index.example/", true),
    (["HTTP_PROXY": "proxy.example:3128"], "http://index.example/", true),
    (
      ["HTTP_PROXY": "proxy.example:3128", "REQUEST_METHOD": "GET"], "http://index.example/", false
    ),
    (["http_proxy": "proxy.example:3128", "REQUEST_METHOD": "GET"], "http://index.example/", true),
    (["HTTPS_PROXY": "proxy.example:3128", "https_proxy": ""], "https://index.example/", false),
    (
      ["HTTPS_PROXY": "other.example:1", "https_proxy": "proxy.example:3128"],
      "https://index.example/", true
    ),
    (["all_proxy": "proxy.example:3128"], "https://index.example/", true),
    (["ALL_PROXY": "proxy.example:3128"], "http://index.example/", true),
    (
      ["all_proxy": "other.example:1", "https_proxy": "proxy.example:3128"],
      "https://index.example/", true
    ),
    ([:], "https://index.example/", false),
    (["http_proxy": "", "https_proxy": ""], "https://index.example/", false),
  ])
  func `variables choose the proxy as requests does`(
    variables: [String: String],
    url: String,
    isProxied: Bool
  ) throws {
    let settings = ProxySettings(option: nil, environment: Environment(variables))
    let route = try settings.route(to: try #require(IndexURL(url)))
    #expect(route == (isProxied ? Self.proxy : .direct))
  }

  @Test(arguments: [
    ("index.example", "https://index.example/", true),
    (".example", "https://index.example/", true),
    ("example", "https://index.example/", true),
    ("dex.example", "https://index.example/", true),
    (".index.example", "https://index.example/", true),
    ("other.example, index.example", "https://index.example/", true),
    ("INDEX.example", "https://index.example/", true),
    ("index.example:443", "https://index.example/", true),
    ("index.example:8443", "https://index.example/", false),
    ("index.example:8443", "https://index.example:8443/", true),
    ("index.example.org", "https://index.example/", false),
    ("*", "https://index.example/", true),
    ("*", "https://10.1.2.3/", true),
    ("10.1.2.3", "https://10.1.2.3/", true),
    ("10.1.0.0/16", "https://10.1.2.3/", true),
    ("10.2.0.0/16", "https://10.1.2.3/", false),
    ("10.1.2.3/32", "https://10.1.2.3/", true),
    ("0.0.0.0/0", "https://10.1.2.3/", false),
    ("10.1.0.0/33", "https://10.1.2.3/", false),
    ("2.3", "https://10.1.2.3/", false),
    (" , ,", "https://index.example/", false),
    ("::1", "https://[::1]/", true),
  ])
  func `no_proxy lets hosts, suffixes, ports and networks pass by`(
    list: String,
    url: String,
    isDirect: Bool
  ) throws {
    for name in ["no_proxy", "NO_PROXY"] {
      let environment = Environment(["all_proxy": "proxy.example:3128", name: list])
      let settings = ProxySettings(option: nil, environment: environment)
      let route = try settings.route(to: try #require(IndexURL(url)))
      #expect(route == (isDirect ? .direct : Self.proxy))
    }
  }

  @Test(arguments: [
    ("proxy.example", ProxyRoute.http(host: "proxy.example", port: 80, credentials: nil)),
    ("http://proxy.example:8080/", .http(host: "proxy.example", port: 8080, credentials: nil)),
    (
      "ana:p%40ss@proxy.example:8080",
      .http(
        host: "proxy.example",
        port: 8080,
        credentials: Credentials(username: "ana", password: "p@ss")
      )
    ),
    ("socks5://proxy.example", .socks(host: "proxy.example", port: 1080)),
    ("socks5h://proxy.example:9050", .socks(host: "proxy.example", port: 9050)),
    ("http://[::1]:8080", .http(host: "::1", port: 8080, credentials: nil)),
  ])
  func `the address of a proxy is read`(text: String, route: ProxyRoute) throws {
    let settings = ProxySettings(option: text, environment: Environment())
    #expect(try settings.route(to: try #require(IndexURL("https://index.example/"))) == route)
  }

  @Test(arguments: [
    ("https://proxy.example", IndexError.Fault.unsupported("https")),
    ("socks4://proxy.example", .unsupported("socks4")),
    ("socks5://ana:x@proxy.example", .unsupported("socks5")),
    ("http://", .notAnAddress),
    ("http://a b", .notAnAddress),
  ])
  func `a proxy that cannot be used is an error, not left out`(
    text: String,
    fault: IndexError.Fault
  ) throws {
    let settings = ProxySettings(option: text, environment: Environment())
    let url = try #require(IndexURL("https://index.example/"))
    #expect(throws: IndexError.unusable(.proxy, fault)) { try settings.route(to: url) }
  }

  @Test func `the option counts alone`() throws {
    let environment = Environment(["no_proxy": "*", "https_proxy": "other.example:1"])
    let settings = ProxySettings(option: "proxy.example:3128", environment: environment)
    #expect(try settings.route(to: try #require(IndexURL("https://index.example/"))) == Self.proxy)
  }
}
