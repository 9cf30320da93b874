import PipConfiguration
import PipDiagnostics
import PipPaths
import PipSystem
import SystemPackage
import TestSupport
import Testing

@Suite struct CacheDirectoryTests {
  private func surroundings(
    _ variables: [String: String],
    system: OperatingSystem = .linux,
    rules: DirectoryRules = .absoluteOnly,
    home: FilePath? = nil,
    workingDirectory: FilePath? = "/no/such/work"
  ) -> Surroundings {
    Surroundings(
      environment: Environment(variables),
      process: ProcessFacts(
        // The superuser's rule, by which "/" is always root's own.
        effectiveUser: 0,
        homeOfRealUser: home,
        workingDirectory: workingDirectory
      ),
      system: system,
      rules: rules
    )
  }

  private func resolve(
    _ surroundings: Surroundings,
    _ flags: [CommandLineFlag] = []
  ) throws -> CacheDirectoryAnswer {
    var isolatedFromFiles = surroundings
    isolatedFromFiles.environment.variables["PIP_CONFIG_FILE"] = "/dev/null"
    let configuration = try Configuration.load(in: isolatedFromFiles).layering(flags: flags)
    return try CacheDirectory.resolve(configuration, for: ["cache"], in: surroundings)
  }

  /// A set-up and the directory it leads to, nil for none.
  struct Example: Sendable, CustomTestStringConvertible {
    var variables: [String: String]
    var system = OperatingSystem.linux
    var rules = DirectoryRules.absoluteOnly
    var home: FilePath?
    var expected: FilePath?

    var testDescription: String { "\(system), \(rules): \(variables)" }
  }

  static let conventions: [Example] = [
    Example(variables: ["HOME": "/h"], expected: "/h/.cache/pip"),
    Example(variables: ["HOME": "/h//"], expected: "/h/.cache/pip"),
    Example(variables: ["HOME": "/"], expected: "/.cache/pip"),
    Example(variables: ["HOME": "h"], expected: "/no/such/work/h/.cache/pip"),
    Example(variables: [:], home: "/h", expected: "/h/.cache/pip"),
    Example(variables: [:], expected: nil),
    Example(variables: ["HOME": ""], home: "/h", expected: "/h/.cache/pip"),
    Example(variables: ["HOME": ""], expected: nil),
    Example(variables: ["HOME": "~ana"], expected: nil),
    Example(variables: [:], rules: .trimmed, expected: "/no/such/work/~/.cache/pip"),
    Example(variables: ["HOME": ""], rules: .trimmed, home: "/h", expected: "/.cache/pip"),
    Example(variables: ["HOME": "/h", "XDG_CACHE_HOME": "/x"], expected: "/x/pip"),
    Example(variables: ["HOME": "/h", "XDG_CACHE_HOME": " /x "], expected: "/x/pip"),
    Example(variables: ["XDG_CACHE_HOME": "/x"], expected: "/x/pip"),
    Example(variables: ["HOME": "/h", "XDG_CACHE_HOME": ""], expected: "/h/.cache/pip"),
    Example(variables: ["HOME": "/h", "XDG_CACHE_HOME": " "], expected: "/h/.cache/pip"),
    Example(variables: ["HOME": "/h", "XDG_CACHE_HOME": "x"], expected: "/h/.cache/pip"),
    Example(variables: ["HOME": "/h", "XDG_CACHE_HOME": "~/x"], expected: "/h/.cache/pip"),
    Example(
      variables: ["HOME": "/h", "XDG_CACHE_HOME": "x"],
      rules: .trimmed,
      expected: "/no/such/work/x/pip"
    ),
    Example(
      variables: ["HOME": "/h", "XDG_CACHE_HOME": "~/x"],
      rules: .asWritten,
      expected: "/h/x/pip"
    ),
    Example(
      variables: ["HOME": "/h", "XDG_CACHE_HOME": " x"],
      rules: .asWritten,
      expected: "/no/such/work/ x/pip"
    ),
    Example(variables: ["HOME": "/h"], system: .macOS, expected: "/h/Library/Caches/pip"),
    Example(
      variables: ["HOME": "/h", "XDG_CACHE_HOME": "/x"],
      system: .macOS,
      expected: "/x/pip"
    ),
    Example(
      variables: ["HOME": "/h", "XDG_CACHE_HOME": "x"],
      system: .macOS,
      expected: "/h/Library/Caches/pip"
    ),
    Example(
      variables: ["HOME": "/h", "XDG_CACHE_HOME": "/x"],
      system: .macOS,
      rules: .asWritten,
      expected: "/h/Library/Caches/pip"
    ),
  ]

  @Test(arguments: conventions)
  func `without a setting the system's convention counts`(example: Example) throws {
    let answer = try resolve(
      surroundings(
        example.variables,
        system: example.system,
        rules: example.rules,
        home: example.home
      )
    )
    #expect(answer.directory == example.expected)
  }

  @Test(
    arguments: [
      (["PIP_CACHE_DIR": "/c"], [], "/c"),
      (["PIP_CACHE_DIR": ""], [], "/h/.cache/pip"),
      (["PIP_CACHE_DIR": "~/c"], [], "/h/c"),
      (["PIP_CACHE_DIR": "c"], [], "/no/such/work/c"),
      (["PIP_CACHE_DIR": "false"], [], "/no/such/work/false"),
      (["PIP_CACHE_DIR": "/c/../d/./e//"], [], "/d/e"),
      (["PIP_NO_CACHE_DIR": "1"], [], nil),
      (["PIP_NO_CACHE_DIR": "0"], [], nil),
      (["PIP_NO_CACHE_DIR": "no"], [], nil),
      (["PIP_NO_CACHE_DIR": ""], [], "/h/.cache/pip"),
      (["PIP_NO_CACHE_DIR": "1", "PIP_CACHE_DIR": "/c"], [], nil),
      (["PIP_NO_CACHE_DIR": "1"], [.init("cache-dir", "/f")], "/f"),
      (["PIP_CACHE_DIR": "/c"], [.init("cache-dir", "/f")], "/f"),
      (["PIP_CACHE_DIR": "/c"], [.init("no-cache-dir")], nil),
      ([:], [.init("cache-dir", "/f"), .init("no-cache-dir")], nil),
      ([:], [.init("no-cache-dir"), .init("cache-dir", "/f")], "/f"),
      ([:], [.init("cache-dir", "")], nil),
      ([:], [.init("cache-dir", ""), .init("cache-dir", "/f")], "/f"),
    ] as [([String: String], [CommandLineFlag], FilePath?)]
  )
  func `settings are stronger than the convention, in pip's order`(
    variables: [String: String],
    flags: [CommandLineFlag],
    expected: FilePath?
  ) throws {
    let all = variables.merging(["HOME": "/h"]) { $1 }
    #expect(try resolve(surroundings(all), flags).directory == expected)
  }

  @Test(arguments: [[], [CommandLineFlag("cache-dir", "/f")]])
  func `a no-cache-dir that is no truth value is an error whatever else is said`(
    flags: [CommandLineFlag]
  ) {
    #expect(throws: ConfigurationError.self) {
      try resolve(surroundings(["HOME": "/h", "PIP_NO_CACHE_DIR": "maybe"]), flags)
    }
  }

  @Test func `the answer names the rule that chose it`() throws {
    let home = try resolve(surroundings(["HOME": "/h"]))
    #expect(home.rule == .home)
    #expect(home.source == .builtIn)
    let variable = try resolve(surroundings(["HOME": "/h", "XDG_CACHE_HOME": "/x"]))
    #expect(variable.rule == .variable("XDG_CACHE_HOME"))
    let setting = try resolve(surroundings(["PIP_CACHE_DIR": "/c"]))
    #expect(setting.source == .variable("PIP_CACHE_DIR"))
    #expect(setting.explanation == "PIP_CACHE_DIR says cache-dir is \"/c\"")
    let address = try resolve(surroundings(["PIP_CACHE_DIR": "https://u:p@h/?token=x"]))
    #expect(address.explanation == "PIP_CACHE_DIR says cache-dir is \"https://****@h/?****\"")
    let off = try resolve(surroundings(["PIP_NO_CACHE_DIR": "off"]))
    #expect(off.outcome == .disabled(.turnedOff))
    #expect(off.explanation == "PIP_NO_CACHE_DIR turns the cache off")
    #expect(off.diagnostic == nil)
  }

  @Test func `links are resolved and the place as written is kept`() throws {
    let folder = try ScratchFolder()
    let real = try folder.makeFolder("real")
    let link = try folder.link("link", to: "real")
    let mine = ProcessFacts.ofThisProcess(in: Environment())
    let answer = try resolve(
      Surroundings(
        environment: Environment(["PIP_CACHE_DIR": link.appending("new").string]),
        process: mine,
        system: .linux
      )
    )
    #expect(answer.directory == real.appending("new"))
    #expect(answer.written == link.appending("new"))
  }

  @Test func `a directory that is not the user's turns the cache off`() throws {
    let folder = try ScratchFolder()
    let link = try folder.link("loop", to: "loop")
    // A link that leads nowhere is nobody's for root, and not writable for others.
    let mine = ProcessFacts.ofThisProcess(in: Environment())
    let answer = try resolve(
      Surroundings(
        environment: Environment(["PIP_CACHE_DIR": link.appending("pip").string]),
        process: mine,
        system: .linux
      )
    )
    #expect(
      answer.outcome == .disabled(.notOwned(link.appending("pip"), existing: link))
    )
    #expect(answer.diagnostic?.code == "cache.not-owned")
  }

  @Test func `a relative place has no meaning without a current directory`() throws {
    let answer = try resolve(surroundings(["PIP_CACHE_DIR": "c"], workingDirectory: nil))
    #expect(answer.outcome == .disabled(.noWorkingDirectory("c")))
    #expect(answer.diagnostic?.code == "cache.no-working-directory")
  }

  @Test func `no home is told as the reason`() throws {
    let answer = try resolve(surroundings([:]))
    #expect(answer.outcome == .disabled(.noHome))
    #expect(answer.diagnostic?.code == "cache.no-home")
  }

  @Test func `bytes that are no UTF-8 survive`() throws {
    let text = SystemText.string(decoding: Array("/c/".utf8) + [0xFF])
    let answer = try resolve(surroundings(["PIP_CACHE_DIR": text]))
    #expect(answer.directory?.bytes == Array("/c/".utf8) + [0xFF])
  }
}
