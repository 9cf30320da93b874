import PipPluginKit
import Testing

@testable import PipExternalPlugins

@Suite struct PluginManifestTests {
  /// The least that is valid.
  private static let least =
    #"{"schema":1,"name":"licenses","version":"1.0.0","protocol":{"min":1,"max":1},"#
    + #""commands":[{"name":"licenses","abstract":"..."}]}"#

  @Test func `the least that is valid`() throws {
    let manifest = try PluginManifest(Array(Self.least.utf8))
    #expect(manifest.name == "licenses")
    #expect(manifest.version == "1.0.0")
    #expect(manifest.protocolVersions == 1...1)
    #expect(manifest.commands.map(\.name) == ["licenses"])
    #expect(manifest.commands.map(\.effect) == [.reads])
    #expect(manifest.hooks.isEmpty && manifest.permissions.isEmpty)
  }

  @Test func `all that there is`() throws {
    let text = """
      {"schema": 1, "name": "all", "version": "2", "abstract": "All.", "protocol": {"min": 1, "max": 3},
       "later": [1, 2],
       "commands": [{"name": "all", "abstract": "Does all.", "discussion": "Really\\nall.",
         "effect": "installs",
         "arguments": [{"name": "file", "abstract": "A file.", "optional": true, "repeats": true,
           "completion": "file"}],
         "options": [{"name": "output", "short": "o", "abstract": "Where to.", "value": "dir",
           "completion": "directory"}, {"name": "kind", "value": "kind", "repeats": true,
           "completion": ["one", "two"]}]}],
       "hooks": [{"name": "after", "when": "after-command", "commands": ["install"]}],
       "permissions": [{"name": "network", "reason": "It asks for news."}]}
      """
    let manifest = try PluginManifest(Array(text.utf8))
    let command = try #require(manifest.commands.first)
    #expect(command.effect == .installs)
    #expect(command.discussion == "Really\nall.")
    #expect(command.arguments.map(\.completion) == [.file])
    #expect(command.options.map(\.completion) == [.directory, .values(["one", "two"])])
    #expect(command.options.map(\.spellings) == [["-o", "--output"], ["--kind"]])
    #expect(manifest.hooks.map(\.moment) == [.afterCommand])
    #expect(manifest.permissions.map(\.kind) == [.network])
  }

  @Test(arguments: [
    (#""schema":1"#, #""schema":2"#, ManifestFlaw.otherSchema(2)),
    (#""schema":1"#, #""schema":"1""#, .unreadable("schema")),
    (#""schema":1,"#, "", .unreadable("schema")),
    (
      #""name":"licenses","version""#, #""name":"Licenses","version""#,
      .invalidName("name", "Licenses")
    ),
    (#""name":"licenses","version""#, #""name":"../x","version""#, .invalidName("name", "../x")),
    (#""1.0.0""#, #""1 0""#, .invalid("version", .word)),
    (#""1.0.0""#, #""""#, .invalid("version", .word)),
    (#""min":1"#, #""min":2"#, .invalid("protocol", .versions)),
    (#""min":1"#, #""min":0"#, .invalid("protocol", .versions)),
    (#""..."}"#, #""a\u001b[2Jb"}"#, .invalid("licenses: abstract", .line)),
    (#""..."}"#, #""a\u202eb"}"#, .invalid("licenses: abstract", .line)),
    (#""abstract":"...""#, #""abstract":1"#, .unreadable("commands.[0].abstract")),
    (
      #""..."}"#, #""...","options":[{"name":"format"}]}"#,
      .invalid("licenses: options: --format", .ownOption)
    ),
    (
      #""..."}"#, #""...","options":[{"name":"a","short":"q"}]}"#,
      .invalid("licenses: options: -q", .letter)
    ),
    (
      #""..."}"#, #""...","options":[{"name":"a"},{"name":"a"}]}"#,
      .twice("licenses: options", "--a")
    ),
    (
      #""..."}"#, #""...","effect":"explodes"}"#,
      .invalid("licenses: effect", .oneOf(["reads", "installs"]))
    ),
    (#""..."}]"#, #""..."},{"name":"licenses","abstract":""}]"#, .twice("commands", "licenses")),
    (
      #""..."}]"#, #""..."}],"hooks":[{"name":"a","when":"never"}]"#,
      .invalid("a: when", .oneOf(["before-command", "after-command", "after-finding"]))
    ),
    (
      #""..."}]"#, #""..."}],"permissions":[{"name":"all","reason":""}]"#,
      .invalid(
        "permissions: all",
        .oneOf(["network", "environment", "cache", "files", "programs"])
      )
    ),
  ])
  func `what is not valid is refused, and where that is`(
    old: String,
    new: String,
    flaw: ManifestFlaw
  ) throws {
    let text = Self.least.replacing(old, with: new)
    #expect(text != Self.least)
    #expect(throws: flaw) { try PluginManifest(Array(text.utf8)) }
    #expect(!flaw.reason.isEmpty)
  }

  @Test func `what help calls a value may be any word, and an option be spelled in any way`() throws
  {
    let options =
      #"[{"short":"n","value":"path|url[@version]"},{"name":"to","aliases":["--To_There","-to"],"value":"FILE"},"#
      + #"{"aliases":["-X"]}]"#
    let text = Self.least.replacing(
      #""..."}"#,
      with: #""...","arguments":[{"name":"FILE"}],"options":\#(options)}"#
    )
    let command = try #require(try PluginManifest(Array(text.utf8)).commands.first)
    #expect(command.arguments.map(\.name) == ["FILE"])
    #expect(command.options.map(\.value) == ["path|url[@version]", "FILE", nil])
    #expect(command.options.map(\.spellings) == [["-n"], ["--to", "--To_There", "-to"], ["-X"]])
    for (option, flaw) in [
      (#"{}"#, ManifestFlaw.invalid("licenses: options", .named)),
      (#"{"aliases":["x"]}"#, .invalid("licenses: options: aliases: x", .spelling)),
      (#"{"aliases":["--quiet"]}"#, .invalid("licenses: options: --quiet", .ownOption)),
      (#"{"aliases":["-qv"]}"#, .invalid("licenses: options: -qv", .ownOption)),
      (#"{"name":"a","value":""}"#, .invalid("licenses: --a: value", .word)),
      (#"{"name":"a","value":"a b"}"#, .invalid("licenses: --a: value", .word)),
      (#"{"name":"a","aliases":["--a"]}"#, .twice("licenses: options", "--a")),
    ] {
      let text = Self.least.replacing(#""..."}"#, with: #""...","options":[\#(option)]}"#)
      #expect(throws: flaw) { try PluginManifest(Array(text.utf8)) }
    }
  }

  @Test func `all that is wrong is told`() {
    let text = Self.least.replacing(
      #""..."}]"#,
      with: #""...","effect":"explodes","options":[{"name":"to","value":"a b"}]}],"#
        + #""hooks":[{"name":"tell","when":"never"}]"#
    )
    let bytes = Array(text.utf8)
    #expect(throws: ManifestFlaw.self) { try PluginManifest(bytes) }
    #expect(
      ManifestReading.flaws(in: bytes) == [
        .invalid("licenses: effect", .oneOf(["reads", "installs"])),
        .invalid("licenses: --to: value", .word),
        .invalid("tell: when", .oneOf(["before-command", "after-command", "after-finding"])),
      ]
    )
  }

  @Test func `what is no manifest at all is refused`() {
    for text in ["", "[]", "null", "{", "\u{FEFF}", String(repeating: "[", count: 100_000)] {
      #expect(throws: ManifestFlaw.self) { try PluginManifest(Array(text.utf8)) }
    }
    #expect(throws: ManifestFlaw.self) { try PluginManifest([0xFF]) }
    let large = Array(Self.least.utf8) + Array(repeating: 0x20, count: PluginManifest.sizeLimit)
    #expect(throws: ManifestFlaw.tooLarge) { try PluginManifest(large) }
  }
}
