internal import FoundationEssentials
internal import PipSystem

extension KeyedEncodingContainer {
  /// Encodes a path as text, and its bytes in Base64 beside it where it is not UTF-8.
  ///
  /// ```swift
  /// struct Place: Encodable {
  ///   enum CodingKeys: CodingKey { case path, pathBytes }
  ///
  ///   let path: String
  ///
  ///   func encode(to encoder: any Encoder) throws {
  ///     var container = encoder.container(keyedBy: CodingKeys.self)
  ///     try container.encodePath(path, forKey: .path, bytesKey: .pathBytes)
  ///   }
  /// }
  /// ```
  ///
  /// - Parameters:
  ///   - path: the path; bytes that are no UTF-8 as in `PathText`.
  ///   - key: the field for the text.
  ///   - bytesKey: the field for the bytes, such as `prefixBytes` beside `prefix`.
  /// - Throws: what the encoder throws.
  public mutating func encodePath(_ path: String, forKey key: Key, bytesKey: Key) throws {
    let text = SystemText.readable(path)
    try encode(text, forKey: key)
    guard text != path else { return }
    try encode(Data(SystemText.bytes(of: path)).base64EncodedString(), forKey: bytesKey)
  }
}
