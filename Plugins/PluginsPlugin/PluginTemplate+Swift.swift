/// A plugin in Swift to begin with.
extension PluginTemplate {
  /// The files; `{{name}}` stands for the plugin's name, `{{type}}` for that of its type.
  static let swift = [
    File(
      path: "Package.swift",
      text: """
        // swift-tools-version: 6.2
        import PackageDescription

        let package = Package(
          name: "swiftpip-{{name}}",
          platforms: [.macOS(.v15)],
          products: [
            // Built into a swiftpip of one's own: swiftpip plugin build --with .
            .library(name: "{{type}}", targets: ["{{type}}"]),
            // The same as a program that any swiftpip runs.
            .executable(name: "swiftpip-{{name}}", targets: ["swiftpip-{{name}}"]),
          ],
          dependencies: [
            {{kit}}
          ],
          targets: [
            .target(
              name: "{{type}}",
              dependencies: [.product(name: "PipPluginKit", package: "swiftpip")]
            ),
            .executableTarget(
              name: "swiftpip-{{name}}",
              dependencies: ["{{type}}", .product(name: "PipFrontEnd", package: "swiftpip")]
            ),
            .testTarget(
              name: "{{type}}Tests",
              dependencies: ["{{type}}", .product(name: "PipPluginTesting", package: "swiftpip")]
            ),
          ],
          swiftLanguageModes: [.v6]
        )

        """
    ),
    File(
      path: "Sources/{{type}}/{{type}}.swift",
      text: """
        import PipPluginKit

        /// What the plugin adds to swiftpip.
        public struct {{type}}: Plugin {
          /// The plugin's name.
          public let name = "{{name}}"
          /// What it adds.
          public let abstract = "Says hello."
          /// Its version.
          public let version = "0.1.0"

          /// Creates the plugin.
          public init() {}

          /// Its commands.
          public var commands: [any ParsableCommand.Type] { [{{command}}.self] }
        }

        """
    ),
    File(
      path: "Sources/{{type}}/{{command}}.swift",
      text: """
        import PipPluginKit

        /// swiftpip {{name}}: arguments in, a report out.
        struct {{command}}: PluginCommand {
          static let configuration = CommandConfiguration(
            commandName: "{{name}}",
            abstract: "Say hello."
          )

          @OptionGroup var global: GlobalOptions

          func run(in context: Context) async throws -> {{command}}Report {
            let text = "Hello from {{name}}."  // Begin here: say something else.
            return {{command}}Report(text: text)
          }
        }

        /// What the command answers.
        struct {{command}}Report: Report {
          /// What programs read, with --format json.
          struct Result: Encodable, Sendable {
            let text: String
          }

          let text: String

          var result: Result { Result(text: text) }

          /// Writes what people read.
          func write(to page: inout Page, verbosity: Verbosity) {
            page.line(Page.Span(text, .strong))
          }
        }

        """
    ),
    File(
      path: "Sources/swiftpip-{{name}}/Program.swift",
      text: """
        import PipFrontEnd
        import {{type}}

        /// The plugin as a program of its own.
        @main struct Program {
          static func main() { PluginProgram.main({{type}}()) }
        }

        """
    ),
    File(
      path: "Tests/{{type}}Tests/{{type}}Tests.swift",
      text: #"""
        import PipPluginKit
        import PipPluginTesting
        import Testing
        import {{type}}

        @Suite struct {{type}}Tests {
          @Test func `people and programs are told the same`() async throws {
            let answer = try await PluginTest.run({{type}}(), ["{{name}}"], in: PluginTest.context())
            #expect(answer.json == "{\"text\":\"\(answer.text)\"}")
            #expect(answer.status == .success)
          }

          @Test func `the plugin is as plugins should be`() async {
            #expect(await PluginTest.flaws(of: {{type}}()) == [])
          }
        }

        """#
    ),
    File(
      path: "README.md",
      text: """
        # swiftpip-{{name}}

        A plugin of swiftpip, in Swift.

        | folder | what it is |
        |---|---|
        | `Sources/{{type}}` | the plugin |
        | `Sources/swiftpip-{{name}}` | a program of it, in one line |
        | `Tests/{{type}}Tests` | its tests |

        ## Run it

        Built into a swiftpip of your own:

        ```console
        $ swiftpip plugin build --with . --configuration debug -o swiftpip-with-{{name}}
        $ ./swiftpip-with-{{name}} {{name}}
        ```

        Or as a program beside swiftpip:

        ```console
        $ swift build
        $ .build/debug/swiftpip-{{name}} --manifest > .build/debug/swiftpip-{{name}}.json
        $ export SWIFTPIP_PLUGIN_PATH=$PWD/.build/debug
        $ swiftpip plugin trust {{name}}
        $ swiftpip {{name}}
        ```

        ## Test it

        ```console
        $ swift test
        $ swiftpip plugin check .
        ```
        {{kitnote}}
        """
    ),
    File(
      path: ".github/workflows/check.yml",
      text: """
        name: check

        on: [push, pull_request]

        permissions:
          contents: read

        jobs:
          check:
            runs-on: ubuntu-latest
            container: swift:6.3
            steps:
              - uses: actions/checkout@v4
              - name: What swiftpip is built with
                run: |
                  apt-get update
                  apt-get install --yes libarchive-dev libdeflate-dev libssl-dev libzstd-dev pkg-config zlib1g-dev
        {{kitstep}}      - name: The plugin's own tests
                run: swift test

        """
    ),
    File(
      path: ".gitignore",
      text: """
        .build/
        Package.resolved

        """
    ),
  ]
}
