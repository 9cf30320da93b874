import PipConfiguration
import PipSystem
import SystemPackage
import Testing

@testable import PipIndex

@Suite struct IndexSourcesTests {
  @Test(arguments: [
    ("user:secret@127.0.0.1:1234/simple", "****@127.0.0.1:1234/simple"),
    ("https:/user:secret@127.0.0.1/simple", "https:/****@127.0.0.1/simple"),
    ("//user:secret@127.0.0.1/simple", "//****@127.0.0.1/simple"),
    ("http://us\ter:secret@127.0.0.1/simple", "http://****@127.0.0.1/simple"),
    ("wheels", "/srv/wheels"),
    ("/srv/a:b@c", "/srv/a:b@c"),
  ])
  func `a source is shown without what may be secret`(text: String, shown: String) {
    #expect(IndexSource(.findLinks, text, relativeTo: "/srv")?.name == shown)
  }

  private func resolve(
    _ variables: [String: String] = [:],
    flags: [CommandLineFlag] = [],
    defaultIndex: String? = "https://default.example/simple"
  ) throws -> IndexSources {
    let environment = Environment(variables)
    let process = ProcessFacts(
      effectiveUser: 1000,
      homeOfRealUser: "/home/ana",
      workingDirectory: "/work"
    )
    let surroundings = Surroundings(environment: environment, process: process)
    let configuration = try Configuration.load(in: surroundings, isolated: false)
    return try IndexSources.resolve(
      from: configuration.layering(flags: flags),
      environment: environment,
      workingDirectory: process.workingDirectory,
      defaultIndex: defaultIndex
    )
  }

  private static let nowhere = ["PIP_CONFIG_FILE": "/dev/null", "HOME": "/home/ana"]

  @Test(
    arguments: [
      ([:], ["https://default.example/simple"]),
      (["PIP_INDEX_URL": "https://a.example/"], ["https://a.example/"]),
      (["PIP_PYPI_URL": "https://a.example/"], ["https://a.example/"]),
      (
        ["PIP_EXTRA_INDEX_URL": "https://a.example/ https://b.example/"],
        ["https://default.example/simple", "https://a.example/", "https://b.example/"]
      ),
      (["PIP_NO_INDEX": "1", "PIP_EXTRA_INDEX_URL": "https://a.example/"], []),
      (
        ["PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "wheels /srv/x ~/y file:///z https://a.example/p"],
        ["/work/wheels", "/srv/x", "/home/ana/y", "/z", "https://a.example/p"]
      ),
      (
        ["PIP_INDEX_URL": "https://a.example/", "PIP_EXTRA_INDEX_URL": "https://a.example/"],
        ["https://a.example/"]
      ),
      (["PIP_INDEX_URL": "/srv/simple"], ["/srv/simple"]),
      (["PIP_INDEX_URL": "https://u:p@a.example/"], ["https://****@a.example/"]),
    ] as [([String: String], [String])]
  )
  func `pip's options name the sources`(variables: [String: String], names: [String]) throws {
    let sources = try resolve(variables.merging(Self.nowhere) { $1 })
    #expect(sources.sources.map(\.name) == names)
    #expect(sources.problems.isEmpty)
  }

  @Test func `without any index there is none`() throws {
    #expect(try resolve(Self.nowhere, defaultIndex: nil).isEmpty)
  }

  @Test(arguments: ["ftp://u:p@a.example/", "https://u:p@/", "https://u:p@a.example:x/"])
  func `what cannot be a source is a problem, masked`(text: String) throws {
    let sources = try resolve(Self.nowhere, flags: [CommandLineFlag("index-url", text)])
    #expect(sources.isEmpty)
    let problem = try #require(sources.problems.first)
    #expect(problem.code == "index.bad-setting")
    #expect(!"\(problem.diagnostic)".contains("u:p"))
  }

  @Test func `an empty place on the command line is a problem`() throws {
    let sources = try resolve(Self.nowhere, flags: [CommandLineFlag("index-url", "")])
    #expect(sources.problems == [.unusable(.index(""), .notAnAddress)])
  }

  @Test func `the rest is read as pip reads it`() throws {
    let sources = try resolve(
      Self.nowhere.merging(["PIP_DEFAULT_TIMEOUT": "3", "PIP_TRUSTED_HOST": "a.example b.example"])
      {
        $1
      },
      flags: [
        CommandLineFlag("cert", "~/ca.pem"), CommandLineFlag("retries", "2"),
        CommandLineFlag("proxy", "proxy.example:3128"),
      ]
    )
    let url = try #require(IndexURL("http://b.example/"))
    #expect(sources.timeout == .seconds(3))
    #expect(sources.retries == 2)
    #expect(sources.trustedHosts.allows(url))
    #expect(
      sources.certificates == CertificateAuthorities(path: "/home/ana/ca.pem", setting: .cert)
    )
    let route = ProxyRoute.http(host: "proxy.example", port: 3128, credentials: nil)
    #expect(try sources.proxies.route(to: url) == route)
  }

  @Test(arguments: [("timeout", "soon"), ("retries", "many"), ("no-index", "perhaps")])
  func `a value that is none is an error`(name: String, value: String) throws {
    #expect(throws: ConfigurationError.self) {
      try resolve(Self.nowhere, flags: [CommandLineFlag(name, value)])
    }
  }
}
