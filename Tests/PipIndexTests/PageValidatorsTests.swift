import Testing

@testable import PipIndex

@Suite struct PageValidatorsTests {
  @Test(
    arguments: [nil, "", "a\r\nb", "a\u{7F}", String(repeating: "a", count: 2000)] as [String?]
  )
  func `what cannot be sent back is not kept`(value: String?) {
    #expect(PageValidators(entityTag: value, lastModified: value) == nil)
  }

  @Test func `either value is enough`() {
    #expect(PageValidators(entityTag: "W/\"a\"", lastModified: nil)?.entityTag == "W/\"a\"")
    #expect(PageValidators(entityTag: "", lastModified: "yesterday")?.entityTag == nil)
  }
}
