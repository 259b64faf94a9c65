-- Joins what else happened to the few lines of facts/stream_order_lines that are asked for.
  LEFT JOIN settlement.company AS company ON company.line_id = fact.line_id
