import Testing

@testable import PipSnapshots

@Suite struct PageAddressesTests {
  @Test(arguments: [
    "https://alice@a.example/x", "https://alice:secret@a.example/", "\"url\":\"x.whl?token=1\"",
    "<a href='../x.whl?X-Amz-Signature=1#sha256=0'>", "https://a.example/https://b:c@d.example/",
    "http://a.example?x=y", "ssh://git@a.example/demo.git",
  ])
  func `addresses that hold more than a place are found`(text: String) {
    #expect(PageAddresses.holdMore(in: Array(text.utf8)))
    #expect(PageAddresses.holdMore(in: Array("before \(text) behind".utf8)))
  }

  @Test(arguments: [
    "", "https://a.example/x.whl#sha256=0?x=1", "why? a=b", "a@b.example", "Is it so?",
    "https://a.example/@scope/x", "://", "?", "https://a.example/x?",
    "data-requires-python=\"&gt;=3\"",
  ])
  func `those that do not are not`(text: String) {
    #expect(!PageAddresses.holdMore(in: Array(text.utf8)))
  }
}
