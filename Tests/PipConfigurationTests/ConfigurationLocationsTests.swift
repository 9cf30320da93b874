import PipConfiguration
import PipSystem
import SystemPackage
import TestSupport
import Testing

@Suite struct ConfigurationLocationsTests {
  /// A set-up and the files that pip looks for in it, in order.
  struct Example: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var variables: [String: String]
    var system: OperatingSystem
    var rules = DirectoryRules.absoluteOnly
    var home: FilePath?
    var site = ConfigurationLocations.Site()
    var isolated = false
    var expected: [String]
  }

  static let linux: [Example] = [
    Example(
      testDescription: "Linux",
      variables: ["HOME": "/h"],
      system: .linux,
      site: .init(prefix: "/venv"),
      expected: [
        "/etc/xdg/pip/pip.conf", "/etc/pip.conf", "/h/.pip/pip.conf", "/h/.config/pip/pip.conf",
        "/venv/pip.conf",
      ]
    ),
    Example(
      testDescription: "isolated",
      variables: ["HOME": "/h", "PIP_CONFIG_FILE": "/no/such"],
      system: .linux,
      isolated: true,
      expected: ["/etc/xdg/pip/pip.conf", "/etc/pip.conf", "/no/such"]
    ),
    Example(
      testDescription: "the null device",
      variables: ["HOME": "/h", "PIP_CONFIG_FILE": "/dev/null"],
      system: .linux,
      expected: []
    ),
    Example(
      testDescription: "a file that exists replaces the user's",
      variables: ["HOME": "/h", "PIP_CONFIG_FILE": "/"],
      system: .linux,
      expected: ["/etc/xdg/pip/pip.conf", "/etc/pip.conf", "/"]
    ),
    Example(
      testDescription: "an empty PIP_CONFIG_FILE",
      variables: ["HOME": "/h", "PIP_CONFIG_FILE": ""],
      system: .linux,
      expected: [
        "/etc/xdg/pip/pip.conf", "/etc/pip.conf", "/h/.pip/pip.conf", "/h/.config/pip/pip.conf",
      ]
    ),
    Example(
      testDescription: "absolute XDG variables",
      variables: ["HOME": "/h", "XDG_CONFIG_DIRS": "/a: /b :c:", "XDG_CONFIG_HOME": " /x "],
      system: .linux,
      expected: [
        "/a/pip/pip.conf", "/b/pip/pip.conf", "/etc/pip.conf", "/h/.pip/pip.conf",
        "/x/pip/pip.conf",
      ]
    ),
    Example(
      testDescription: "relative XDG variables",
      variables: ["HOME": "/h", "XDG_CONFIG_DIRS": "c", "XDG_CONFIG_HOME": "x"],
      system: .linux,
      expected: [
        "/etc/xdg/pip/pip.conf", "/etc/pip.conf", "/h/.pip/pip.conf", "/h/.config/pip/pip.conf",
      ]
    ),
    Example(
      testDescription: "relative XDG variables before pip 26.3",
      variables: ["HOME": "/h", "XDG_CONFIG_DIRS": "~/c::d", "XDG_CONFIG_HOME": " x"],
      system: .linux,
      rules: .trimmed,
      expected: [
        "~/c/pip/pip.conf", "d/pip/pip.conf", "/etc/pip.conf", "/h/.pip/pip.conf",
        "x/pip/pip.conf",
      ]
    ),
    Example(
      testDescription: "relative XDG variables before pip 26.2",
      variables: ["HOME": "/h", "XDG_CONFIG_DIRS": "~/c::d", "XDG_CONFIG_HOME": " x"],
      system: .linux,
      rules: .asWritten,
      expected: [
        "/h/c/pip/pip.conf", "pip/pip.conf", "d/pip/pip.conf", "/etc/pip.conf",
        "/h/.pip/pip.conf", " x/pip/pip.conf",
      ]
    ),
    Example(
      testDescription: "no HOME, but a user",
      variables: [:],
      system: .linux,
      home: "/home/ana",
      expected: [
        "/etc/xdg/pip/pip.conf", "/etc/pip.conf", "/home/ana/.pip/pip.conf",
        "/home/ana/.config/pip/pip.conf",
      ]
    ),
    Example(
      testDescription: "an empty HOME",
      variables: ["HOME": ""],
      system: .linux,
      home: "/home/ana",
      expected: [
        "/etc/xdg/pip/pip.conf", "/etc/pip.conf", "/.pip/pip.conf",
        "/home/ana/.config/pip/pip.conf",
      ]
    ),
    Example(
      testDescription: "an empty HOME before pip 26.3",
      variables: ["HOME": ""],
      system: .linux,
      rules: .trimmed,
      home: "/home/ana",
      expected: [
        "/etc/xdg/pip/pip.conf", "/etc/pip.conf", "/.pip/pip.conf", "/.config/pip/pip.conf",
      ]
    ),
    Example(
      testDescription: "no home at all",
      variables: [:],
      system: .linux,
      expected: ["/etc/xdg/pip/pip.conf", "/etc/pip.conf"]
    ),
  ]

  private static let homebrew: FilePath =
    "/opt/homebrew/opt/python@3.13/Frameworks/Python.framework/Versions/3.13"

  static let macOS: [Example] = [
    Example(
      testDescription: "macOS",
      variables: ["HOME": "/h", "XDG_CONFIG_HOME": "/x"],
      system: .macOS,
      expected: [
        "/Library/Application Support/pip/pip.conf", "/h/.pip/pip.conf",
        "/h/.config/pip/pip.conf",
      ]
    ),
    Example(
      testDescription: "Homebrew's Python",
      variables: ["HOME": "/h"],
      system: .macOS,
      site: .init(prefix: "/v", basePrefix: homebrew),
      expected: [
        "/opt/homebrew/share/pip/pip.conf", "/Library/Application Support/pip/pip.conf",
        "/h/.pip/pip.conf", "/h/.config/pip/pip.conf", "/v/pip.conf",
      ]
    ),
    Example(
      testDescription: "Homebrew's Python before pip 26.2",
      variables: ["HOME": "/h"],
      system: .macOS,
      rules: .asWritten,
      site: .init(basePrefix: homebrew),
      expected: [
        "/Library/Application Support/pip/pip.conf", "/h/.pip/pip.conf",
        "/h/.config/pip/pip.conf",
      ]
    ),
    Example(
      testDescription: "data directories from the environment",
      variables: ["HOME": "/h", "XDG_DATA_DIRS": "/a:/b"],
      system: .macOS,
      site: .init(basePrefix: homebrew),
      expected: [
        "/a/pip/pip.conf", "/b/pip/pip.conf", "/h/.pip/pip.conf", "/h/.config/pip/pip.conf",
      ]
    ),
    Example(
      testDescription: "data directories before pip 26.2",
      variables: ["HOME": "/h", "XDG_DATA_DIRS": "/a:/b"],
      system: .macOS,
      rules: .asWritten,
      expected: [
        "/Library/Application Support/pip/pip.conf", "/h/.pip/pip.conf",
        "/h/.config/pip/pip.conf",
      ]
    ),
  ]

  @Test(arguments: linux + macOS)
  func `files are looked for where pip looks`(example: Example) {
    let surroundings = Surroundings(
      environment: Environment(example.variables),
      process: ProcessFacts(
        effectiveUser: 1000,
        homeOfRealUser: example.home,
        workingDirectory: "/work"
      ),
      system: example.system,
      rules: example.rules
    )
    let locations = ConfigurationLocations(
      in: surroundings,
      site: example.site,
      isolated: example.isolated
    )
    #expect(locations.all.map(\.path.string) == example.expected)
  }

  @Test(arguments: [DirectoryRules.asWritten, .absoluteOnly])
  func `a pip folder in Application Support is the user's on macOS`(rules: DirectoryRules) throws {
    let folder = try ScratchFolder()
    let support = try folder.makeFolder("Library/Application Support/pip")
    let locations = ConfigurationLocations(
      in: Surroundings(
        environment: Environment(["HOME": folder.path.string]),
        process: ProcessFacts(
          effectiveUser: 1000,
          homeOfRealUser: nil,
          workingDirectory: "/"
        ),
        system: .macOS,
        rules: rules
      )
    )
    #expect(locations.all.last?.path == support.appending("pip.conf"))
  }

  @Test(
    arguments: [
      (9, 0, DirectoryRules.asWritten), (26, 1, .asWritten), (26, 2, .trimmed),
      (26, 3, .absoluteOnly), (27, 0, .absoluteOnly),
    ])
  func `each pip has its rules`(major: Int, minor: Int, rules: DirectoryRules) {
    #expect(DirectoryRules.ofPip(major: major, minor: minor) == rules)
  }
}
