/// Any JSON, as a plugin answers it and as it is told on.
package enum JSONValue: Sendable, Hashable {
  case null
  case bool(Bool)
  case integer(Int64)
  case number(Double)
  case text(String)
  case list([JSONValue])
  /// Its members, by name.
  case object([Member])

  /// A member of an object.
  package struct Member: Sendable, Hashable {
    /// Its name.
    package let name: String
    /// What it has.
    package let value: JSONValue
  }
}

extension JSONValue: Codable {
  package init(from decoder: any Decoder) throws {
    // What there is most of first: what it is not costs an error each.
    if let text = try? decoder.singleValueContainer().decode(String.self) {
      self = .text(text)
    } else if let container = try? decoder.container(keyedBy: Name.self) {
      var members: [Member] = []
      for name in container.allKeys.sorted(by: { $0.stringValue < $1.stringValue }) {
        let value = try container.decode(JSONValue.self, forKey: name)
        members.append(Member(name: name.stringValue, value: value))
      }
      self = .object(members)
    } else if var container = try? decoder.unkeyedContainer() {
      var elements: [JSONValue] = []
      while !container.isAtEnd { elements.append(try container.decode(JSONValue.self)) }
      self = .list(elements)
    } else {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        self = .null
      } else if let value = try? container.decode(Bool.self) {
        self = .bool(value)
      } else if let value = try? container.decode(Int64.self) {
        self = .integer(value)
      } else {
        self = .number(try container.decode(Double.self))
      }
    }
  }

  package func encode(to encoder: any Encoder) throws {
    switch self {
    case .object(let members):
      var container = encoder.container(keyedBy: Name.self)
      for member in members { try container.encode(member.value, forKey: Name(member.name)) }
    case .list(let elements):
      var container = encoder.unkeyedContainer()
      for element in elements { try container.encode(element) }
    case .null:
      var container = encoder.singleValueContainer()
      try container.encodeNil()
    case .bool(let value): try Self.encode(value, to: encoder)
    case .integer(let value): try Self.encode(value, to: encoder)
    case .number(let value): try Self.encode(value, to: encoder)
    case .text(let value): try Self.encode(value, to: encoder)
    }
  }

  private static func encode(_ value: some Encodable, to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value)
  }

  /// The name of a member, whatever it is.
  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}
