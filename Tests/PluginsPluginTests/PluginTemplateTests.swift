import PipPluginTesting
import Testing

@testable import PluginsPlugin

@Suite struct PluginTemplateTests {
  @Test(arguments: [("greet", "GreetPlugin"), ("a.b-c", "ABCPlugin"), ("x2", "X2Plugin")])
  func `the type of a plugin is called after it`(name: String, type: String) {
    #expect(PluginTemplate(name: name, language: .swift, kit: "").type == type)
  }

  @Test(arguments: PluginTemplate.Language.allCases)
  func `nothing is left to be filled in`(language: PluginTemplate.Language) {
    let template = PluginTemplate(name: "greet", language: language, kit: ".package(path: \"k\")")
    #expect(!template.files.isEmpty)
    for file in template.files {
      // What GitHub fills in begins so as well.
      let text = file.text.split(separator: "${{").joined()
      #expect(!file.path.contains("{{") && !text.contains("{{"), "\(file.path)")
      #expect(file.text.hasSuffix("\n") && !file.text.hasSuffix("\n\n\n"))
    }
    #expect(template.files.contains(where: \.isProgram) == (language == .python))
  }
}
