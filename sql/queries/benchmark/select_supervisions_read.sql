-- The bare reading of the columns of supervisions that a run reads.
SELECT supervision.line_id, supervision.completed_at
  FROM marketplace.supervision AS supervision
