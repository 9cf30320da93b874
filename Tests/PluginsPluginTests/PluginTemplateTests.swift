import PipPluginTesting
import SystemPackage
import Testing

@testable import PluginsPlugin

@Suite struct PluginTemplateTests {
  @Test(arguments: [("greet", "GreetPlugin"), ("a.b-c", "ABCPlugin"), ("x2", "X2Plugin")])
  func `the type of a plugin is called after it`(name: String, type: String) {
    #expect(PluginTemplate(name: name, language: .swift, kit: nil).type == type)
  }

  @Test(arguments: PluginTemplate.Language.allCases)
  func `nothing is left to be filled in`(language: PluginTemplate.Language) {
    let template = PluginTemplate(name: "greet", language: language, kit: .folder("/kit"))
    #expect(!template.files.isEmpty)
    for file in template.files {
      // What GitHub fills in begins so as well.
      let text = file.text.split(separator: "${{").joined()
      #expect(!file.path.contains("{{") && !text.contains("{{"), "\(file.path)")
      #expect(file.text.hasSuffix("\n") && !file.text.hasSuffix("\n\n\n"))
    }
    #expect(template.files.contains(where: \.isProgram) == (language == .python))
  }

  @Test(arguments: [
    (PackageLocation.folder("/kit"), true),
    (.repository("https://git.example/swiftpip", version: "1.0.0"), false),
  ])
  func `who has the kit elsewhere can say so`(kit: PackageLocation, isAsked: Bool) throws {
    let template = PluginTemplate(name: "greet", language: .swift, kit: kit)
    func text(_ path: String) throws -> String {
      try #require(template.files.first { $0.path == path }).text
    }
    #expect(try text("Package.swift").contains("\"SWIFTPIP_KIT\"") == isAsked)
    #expect(try text("README.md").contains("`SWIFTPIP_KIT`") == isAsked)
    let check = try text(".github/workflows/check.yml")
    #expect(check.contains("${{ vars.SWIFTPIP_REPOSITORY }}") == isAsked)
    #expect(check.contains("      - name: The plugin's own tests\n"))
  }
}
