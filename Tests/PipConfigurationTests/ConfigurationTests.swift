import PipDiagnostics
import PipSystem
import SystemPackage
import TestSupport
import Testing

@testable import PipConfiguration

@Suite struct ConfigurationTests {
  /// Makes settings from the texts of files, the weakest first, and from variables.
  private func configuration(
    _ files: [String] = [],
    variables: [String: String] = [:],
    isolated: Bool = false
  ) throws -> Configuration {
    let folder = try ScratchFolder()
    var environment = variables
    var directories: [String] = []
    for (index, text) in files.enumerated() {
      try folder.write("\(index)/pip/pip.conf", text)
      directories.append(folder.path.appending("\(index)").string)
    }
    environment["HOME"] = "/no/such/home"
    environment["XDG_DATA_DIRS"] = (directories + ["/no/such/folder"]).joined(separator: ":")
    return try Configuration.load(in: surroundings(environment), isolated: isolated)
  }

  // With these rules and XDG_DATA_DIRS set, no file of the machine itself is looked at.
  private func surroundings(_ variables: [String: String]) -> Surroundings {
    Surroundings(
      environment: Environment(variables),
      process: ProcessFacts(effectiveUser: 1000, homeOfRealUser: nil, workingDirectory: "/"),
      system: .macOS
    )
  }

  @Test(
    arguments: [
      (["[global]\nx=1", "[global]\nx=2"], "2"),
      (["[cache]\nx=1", "[global]\nx=2"], "1"),
      (["[global]\nx=1", "[cache]\nx=2"], "2"),
      (["[global]\nx=1", "[cache]\nx="], "1"),
      (["[global]\nx=1", "[global]\nx="], nil),
      (["[cache]\nx=1", "[cache]\nx=", "[global]\nx=3"], "3"),
      (["[install]\nx=1"], nil),
      (["[DEFAULT]\nx=1\n[cache]\n", "[global]\nx=2"], "1"),
      (["[global]\nx=1", "[DEFAULT]\nx=2\n[global]\n"], "2"),
    ])
  func `sections come before files and empty values unset`(
    files: [String],
    expected: String?
  ) throws {
    #expect(try configuration(files).setting("x", for: ["cache"])?.value == expected)
  }

  @Test(
    arguments: [
      (["PIP_X": "env"], "env"),
      (["PIP_X": ""], "file"),
      (["pip_X": "env"], "file"),
      (["PIP_x": "env"], "env"),
      (["PIP_x": "small", "PIP_X": "capital"], "capital"),
      (["PIP___X": "env"], "env"),
      (["SWIFTPIP_X": "env"], "file"),
    ])
  func `variables are stronger than files`(variables: [String: String], expected: String) throws {
    let configuration = try configuration(["[cache]\nx=file"], variables: variables)
    #expect(configuration.setting("x", for: ["cache"])?.value == expected)
  }

  @Test(arguments: ["version", "help"])
  func `options that make no sense as settings are ignored`(name: String) throws {
    let configuration = try configuration(variables: ["PIP_\(name.uppercased())": "1"])
    #expect(configuration.setting(name, for: []) == nil)
  }

  @Test func `the command line is stronger than all, its last word counts`() throws {
    let configuration = try configuration(["[global]\nx=file"], variables: ["PIP_X": "env"])
      .layering(flags: [CommandLineFlag("x", "first"), CommandLineFlag("x", "last")])
    let setting = try #require(configuration.setting("x", for: []))
    #expect(setting.value == "last")
    #expect(setting.source.description == "--x")
  }

  @Test func `an isolated run has no variables`() throws {
    let configuration = try configuration(
      ["[global]\nx=file\n[swiftpip]\ny=file"],
      variables: ["PIP_X": "env", "SWIFTPIP_Y": "env"],
      isolated: true
    )
    #expect(configuration.setting("x", for: [])?.value == "file")
    #expect(configuration.own("y")?.value == "file")
  }

  @Test func `a setting tells where it was made`() throws {
    let configuration = try configuration(
      ["[global]\nx=1"],
      variables: ["PIP_CACHE_DIR": "/c"]
    )
    #expect(configuration.setting("cache-dir", for: [])?.source.description == "PIP_CACHE_DIR")
    let path = try #require(configuration.paths.first)
    #expect(configuration.setting("x", for: [])?.source == .file(path, section: "global"))
    #expect(
      configuration.setting("x", for: [])?.source.description == "\(path.string) [global]"
    )
  }

  @Test func `a list is taken from the strongest place and options add to it`() throws {
    let configuration = try configuration(
      ["[global]\nfind-links = a b", "[install]\nfind-links =\n  c\n  d e"]
    )
    let flags = [CommandLineFlag("find-links", "f g"), CommandLineFlag("find-links", "h")]
    let list = configuration.layering(flags: flags).list("find-links", for: ["install"])
    #expect(list.map(\.value) == ["c", "d", "e", "f g", "h"])
    let replaced = try self.configuration(
      ["[global]\nfind-links = a b"],
      variables: ["PIP_FIND_LINKS": "z"]
    )
    #expect(replaced.list("find-links", for: []).map(\.value) == ["z"])
  }

  @Test(
    arguments: [
      ("[global]\npypi-url=a\nindex-url=b", "b"),
      ("[global]\nindex-url=b\npypi-url=a", "a"),
      ("[global]\npypi-url=a\n[install]\nindex-url=b", "b"),
    ])
  func `of two names for one option the later one counts`(text: String, expected: String) throws {
    let setting = try configuration([text])
      .setting("index-url", aliases: ["pypi-url"], for: ["install"])
    #expect(setting?.value == expected)
  }

  @Test(
    arguments: [
      ([:], nil),
      (["SWIFTPIP_CHECK_INTERVAL": "1"], "1"),
      (["SWIFTPIP_CHECK_INTERVAL": ""], nil),
      (["PIP_CHECK_INTERVAL": "1"], nil),
    ] as [([String: String], String?)]
  )
  func `swiftpip has variables of its own`(
    variables: [String: String],
    expected: String?
  ) throws {
    #expect(try configuration(variables: variables).own("check-interval")?.value == expected)
  }

  @Test func `swiftpip has a section of its own, weaker than its variables and options`() throws {
    let file = "[swiftpip]\nstyle=file\n[global]\nother=1"
    #expect(try configuration([file]).own("style")?.value == "file")
    #expect(try configuration([file]).own("other") == nil)
    let withVariable = try configuration([file], variables: ["SWIFTPIP_STYLE": "env"])
    #expect(withVariable.own("style")?.value == "env")
    let withFlag = withVariable.layering(flags: [CommandLineFlag("style", "flag")])
    #expect(withFlag.own("style")?.value == "flag")
  }

  @Test func `PIP_CONFIG_FILE is the strongest file, but keeps the place of one read before`()
    throws
  {
    let folder = try ScratchFolder()
    let system = try folder.write("xdg/pip/pip.conf", "[global]\nx=system")
    let site = try folder.write("venv/pip.conf", "[global]\nx=site")
    let other = try folder.write("other.conf", "[global]\nx=other")
    for (named, expected) in [(other, "other"), (system, "site")] {
      let configuration = try Configuration.load(
        in: surroundings([
          "HOME": "/no/such/home",
          "XDG_DATA_DIRS": folder.path.appending("xdg").string,
          "PIP_CONFIG_FILE": named.string,
        ]),
        site: .init(prefix: site.removingLastComponent())
      )
      #expect(configuration.setting("x", for: [])?.value == expected)
    }
  }

  @Test func `a broken file is an error that names file and line`() throws {
    let error = #expect(throws: ConfigurationError.self) {
      try configuration(["[global]\npassword"])
    }
    let diagnostic = try #require(error).diagnostic
    #expect(diagnostic.code == "configuration.broken-file")
    #expect(diagnostic.causes == ["line 2: neither = nor : in the line"])
    #expect(diagnostic.message.contains("/0/pip/pip.conf"))
  }

  @Test func `a file that is far too large is refused`() throws {
    let text = "[global]\n" + String(repeating: "#", count: 1 << 20)
    let error = #expect(throws: ConfigurationError.self) { try configuration([text]) }
    #expect(error?.diagnostic.code == "configuration.file-too-large")
  }

  @Test func `a folder in place of a file is left out with a note`() throws {
    let folder = try ScratchFolder()
    try folder.makeFolder("xdg/pip/pip.conf")
    let configuration = try Configuration.load(
      in: surroundings(["XDG_DATA_DIRS": folder.path.appending("xdg").string])
    )
    let notes = configuration.notices.filter { $0.message.contains(folder.path.string) }
    #expect(notes.map(\.code) == ["configuration.unreadable-file"])
    #expect(notes.map(\.severity) == [.note])
  }

  @Test(arguments: ["/no/such/file", "pip.conf", "/dev/null"])
  func `links that lead nowhere or to the null device say nothing`(target: String) throws {
    let folder = try ScratchFolder()
    try folder.makeFolder("xdg/pip")
    try folder.link("xdg/pip/pip.conf", to: target)
    let configuration = try Configuration.load(
      in: surroundings(["XDG_DATA_DIRS": folder.path.appending("xdg").string])
    )
    #expect(!configuration.notices.contains { $0.message.contains(folder.path.string) })
    #expect(!configuration.paths.contains { $0.starts(with: folder.path) })
  }

  @Test func `a file that is no UTF-8 is read and told`() throws {
    let folder = try ScratchFolder()
    let text = Array("[global]\ncache-dir = /tmp/".utf8) + [0xE9]
    try folder.write("xdg/pip/pip.conf", text)
    let configuration = try Configuration.load(
      in: surroundings(["XDG_DATA_DIRS": folder.path.appending("xdg").string])
    )
    #expect(configuration.notices.map(\.code).contains("configuration.not-utf8"))
    let path = try configuration.setting("cache-dir", for: [])?.path(home: configuration.home)
    #expect(path?.bytes == Array("/tmp/".utf8) + [0xE9])
  }
}
