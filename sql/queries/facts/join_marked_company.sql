-- Joins what else happened to the lines of facts/stream_order_lines, of which there are so many that
-- looking each up among those that something happened to costs more than reading it: only a line with
-- a mark is looked up. Lines have marks by the last bits of the hash of their keys; some have one by
-- chance, and are not found.
--   settled.marks  hexadecimal digits  a power of two of bits (facts/list_marks)
  LEFT JOIN settlement.company AS company
    ON company.line_id
       = CASE WHEN get_bit((SELECT decode(current_setting('settled.marks'), 'hex')),
                           hashtext(fact.line_id)
                           & (SELECT 4 * length(current_setting('settled.marks')) - 1)) = 1
              THEN fact.line_id END
