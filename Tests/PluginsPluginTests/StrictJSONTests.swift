import Testing

@testable import PluginsPlugin

@Suite struct StrictJSONTests {
  @Test(arguments: [
    (#"{"a":1,"b":{"a":2},"c":[{"a":1},{"a":2}]}"#, 0),
    (#"{"a":1,}"#, 1), (#"[1, 2 , ]"#, 1), (#"{"a":[1,],"b":{"c":1 ,}}"#, 2),
    (#"{"a":1,"a":2}"#, 1), (#"{"x":{"a":1,"b":1,"a":2},"a":1}"#, 1),
    (#"{"a":",}","b":"\",]"}"#, 0), (#"{"a\"":1,"a":2}"#, 0), (#"{"a":"\\","b":1,}"#, 1), ("", 0),
  ])
  func `what only some decoders read is told`(text: String, count: Int) {
    #expect(StrictJSON.faults(in: Array(text.utf8)).count == count, "\(text)")
  }
}
