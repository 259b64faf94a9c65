-- Ends a stream of order lines that is listed: by key, in the order of its bytes.
 ORDER BY fact.line_id COLLATE "C"
