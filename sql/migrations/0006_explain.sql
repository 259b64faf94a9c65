-- A single line is explained from the terms that its run kept of its product.
CREATE INDEX run_terms_by_product ON settlement.run_terms (run_no, product_id);
