import CCrypto

/// Where a private key is that stays in a device: a URI of RFC 7512, and what opens it.
///
/// OpenSSL's engine `pkcs11` (Debian: libengine-pkcs11-openssl) talks to the device.
package struct HardwareKey: Sendable {
  /// Names the key, without anything secret: `pkcs11:token=Documents;object=signer;type=private`.
  package let uri: String
  /// The file in which the PIN is, from `pin-source`; nil where the URI names none.
  package let pinFile: String?
  /// The library of the device, from `module-path`; nil for the engine's own choice.
  let module: String?

  /// Reads a URI.
  ///
  /// - Throws: `hardwareAddress` for what is no `pkcs11:` URI, for one with a PIN in it, which would
  ///   be seen in logs, and for a source of the PIN that is not a file.
  package init(uri: String) throws(SignatureError) {
    guard uri.hasPrefix("pkcs11:") else {
      throw .hardwareAddress(flaw: "does not begin with pkcs11:")
    }
    let parts = uri.split(separator: "?", maxSplits: 1).map(String.init)
    var (pinFile, module, others) = (String?.none, String?.none, [String]())
    for attribute in parts.count > 1 ? parts[1].split(separator: "&").map(String.init) : [] {
      let pair = attribute.split(separator: "=", maxSplits: 1).map(String.init)
      guard pair.count == 2, let value = Self.decoded(pair[1]) else {
        throw .hardwareAddress(flaw: "has an attribute after ? that is not NAME=VALUE")
      }
      switch pair[0] {
      case "pin-value":
        throw .hardwareAddress(flaw: "has the PIN in it, which would be seen in logs")
      case "pin-source":
        let path = value.hasPrefix("file:") ? String(value.dropFirst(5)) : value
        guard path.hasPrefix("/") else {
          throw .hardwareAddress(flaw: "has a pin-source that is not the path of a file")
        }
        pinFile = path.hasPrefix("//") ? String(path.dropFirst(2)) : path
      case "module-path": module = value
      default: others.append(attribute)
      }
    }
    self.uri = parts[0] + (others.isEmpty ? "" : "?" + others.joined(separator: "&"))
    self.pinFile = pinFile
    self.module = module
  }

  /// Text without percent signs. RFC 3986, 2.1.
  private static func decoded(_ text: String) -> String? {
    var bytes: [UInt8] = []
    var rest = Substring(text)
    while let character = rest.popFirst() {
      guard character == "%" else {
        bytes += Array(String(character).utf8)
        continue
      }
      guard let byte = [UInt8](hex: String(rest.prefix(2)).lowercased()), byte.count == 1 else {
        return nil
      }
      bytes += byte
      rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
  }

  /// Opens the key.
  ///
  /// - Returns: A key of libcrypto whose secret the device keeps; the caller frees it.
  /// - Throws: `hardwareUnusable`.
  func open(pin: String?) throws(SignatureError) -> OpaquePointer {
    ERR_clear_error()
    defer { ERR_clear_error() }
    guard let engine = ENGINE_by_id("pkcs11") else {
      throw .hardwareUnusable(reason: "OpenSSL has no engine pkcs11")
    }
    defer { ENGINE_free(engine) }
    // Its complaints would go to the terminal beside ours.
    ENGINE_ctrl_cmd_string(engine, "QUIET", nil, 1)
    if let module, ENGINE_ctrl_cmd_string(engine, "MODULE_PATH", module, 0) != 1 {
      throw .hardwareUnusable(reason: "the engine takes no library: \(lastReason())")
    }
    if let pin, ENGINE_ctrl_cmd_string(engine, "PIN", pin, 0) != 1 {
      throw .hardwareUnusable(reason: "the engine takes no PIN: \(lastReason())")
    }
    guard ENGINE_init(engine) == 1 else {
      throw .hardwareUnusable(reason: "the library of the device cannot be used: \(lastReason())")
    }
    // A key keeps the engine in use for itself.
    defer { ENGINE_finish(engine) }
    guard let key = ENGINE_load_private_key(engine, uri, nil, nil) else {
      throw .hardwareUnusable(reason: "\(uri) is no private key there: \(lastReason())")
    }
    return key
  }
}
