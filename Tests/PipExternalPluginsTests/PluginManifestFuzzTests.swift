import PipPluginKit
import TestSupport
import Testing

@testable import PipExternalPlugins

@Suite struct PluginManifestFuzzTests {
  private static let seeds = [
    #"{"schema":1,"name":"say","version":"1.0.0","protocol":{"min":1,"max":1},"commands":[{"name":"say","abstract":"Says."}]}"#,
    """
    {"schema": 1, "name": "all", "version": "2", "abstract": "All.", "protocol": {"min": 1, "max": 3},
     "commands": [{"name": "all", "abstract": "Does.", "discussion": "Really.", "effect": "installs",
       "arguments": [{"name": "file", "optional": true, "repeats": true, "completion": "file"}],
       "options": [{"name": "output", "short": "o", "value": "dir", "completion": ["a", "b"]}]}],
     "hooks": [{"name": "after", "when": "after-command", "commands": ["install"]}],
     "permissions": [{"name": "network", "reason": "News."}]}
    """,
  ].map { Array($0.utf8) }

  private static let tokens = [
    "\"name\"", "\"min\"", "\"when\"", "\"after-finding\"", "\"completion\"", "null", "-1", "1e99",
    "\\n", "\\u202e", "\\u0000", "{", "}", "[", "]", ",", ":", "..", "/", "A", "\n",
  ]

  @Test func `a manifest is read or refused, and what is read is what help may show`() throws {
    let run = FuzzRun(
      "plugin-manifest",
      tokens: Self.tokens,
      pieces: [[0xFF], [0xEF, 0xBB, 0xBF]]
    )
    let findings = try run.findings(from: Self.seeds) { bytes in
      guard let manifest = try? PluginManifest(bytes) else { return .refused }
      let names =
        [manifest.name] + manifest.commands.map(\.name) + manifest.hooks.map(\.name)
        + manifest.commands.flatMap {
          $0.options.flatMap(\.spellings).map {
            String($0.drop { $0 == "-" }).lowercased().replacing("_", with: "-")
          }
        }
      let lines =
        [manifest.abstract, manifest.version] + manifest.commands.map(\.abstract)
        + manifest.permissions.map(\.reason)
      let rules: KeyValuePairs = [
        "names are names": names.allSatisfy(PluginName.isValid),
        "nothing moves the cursor": lines.allSatisfy { line in
          line.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        },
        "versions of the protocol are from 1": manifest.protocolVersions.lowerBound >= 1,
        "commands differ": Set(manifest.commands.map(\.name)).count == manifest.commands.count,
      ]
      return .read(rules)
    }
    #expect(findings.isEmpty)
  }
}
