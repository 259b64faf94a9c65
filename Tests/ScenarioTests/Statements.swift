import Postgres

/// What no use case does, and an adopter's tables may.
enum Statements {
  static let forgetProduct = SQL(
    name: "test/forget_product", text: "DELETE FROM marketplace.product WHERE product_id = $1")
}
